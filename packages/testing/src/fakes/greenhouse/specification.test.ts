import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OpenApiDocument, Schema } from "../../document/openapi-document";
import { findOperation } from "../../document/operations";
import { dereference } from "../../document/references";
import { schemaValidator } from "../../document/schema-validator";
import { type Base, checkedAccount, documentOf } from "./__fixtures__/checked-account";

type Body = Record<string, unknown>;

const v3 = "https://harvest.greenhouse.io/v3";
const v1 = "https://harvest.greenhouse.io/v1";
const writes: { base: Base; route: string }[] = [
  { base: v3, route: "POST /candidates" },
  { base: v3, route: "PATCH /candidates/{id}" },
  { base: v3, route: "POST /applications" },
  { base: v3, route: "POST /attachments" },
  { base: v3, route: "POST /notes" },
  { base: v3, route: "POST /candidate_employments" },
  { base: v3, route: "POST /candidate_educations" },
  { base: v1, route: "POST /candidates" },
  { base: v1, route: "POST /candidates/{id}/attachments" },
];

/** Returns the schema and the examples of a request body. */
function requestOf(base: Base, route: string): { schema: Schema; examples: Body[] } {
  const document = documentOf(base);
  const [method = "", path = ""] = route.split(" ");
  const operation = findOperation(document, method, path)?.operation as unknown as { requestBody: object } | undefined;
  if (!operation) throw new Error(`${route} is not in the specification`);
  const { content } = dereference(operation.requestBody, document) as { content: Record<string, JsonContent> };
  const { schema = {}, examples = {} } = content["application/json"] ?? {};
  return { schema, examples: Object.values(examples).map((example) => exampleValue(example, document)) };
}

interface JsonContent {
  schema?: Schema;
  examples?: Record<string, object>;
}

function exampleValue(example: object, document: OpenApiDocument): Body {
  return (dereference(example, document) as { value: Body }).value;
}

/** Creates an account with a candidate. `withKnownIds` replaces the ids in a body with existing ones. */
async function preparedAccount() {
  const account = checkedAccount({ limits: { v3: 1e6, v1: 1e6, token: 1e6 } });
  const senders = { [v3]: await account.v3(), [v1]: account.v1() };
  const { body } = await senders[v3]("POST /candidates", {
    first_name: "A",
    last_name: "B",
    application: { job_id: 1 },
  });
  const option = (key: string) => account.fake.state.options.find((one) => one.key === key)?.id;
  const known: Body = {
    candidate_id: body.candidate.id,
    application_id: body.application.id,
    school_name_custom_field_option_id: option("school_name"),
    degree_custom_field_option_id: option("degree"),
    discipline_custom_field_option_id: option("discipline"),
    school_id: option("school_name"),
    degree_id: option("degree"),
    discipline_id: option("discipline"),
  };
  const replaceIds = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaceIds);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, known[name] ?? replaceIds(inner)]));
  };
  const send = (base: Base, route: string, json: unknown) =>
    senders[base as typeof v3](route.replace("{id}", String(body.candidate.id)), json);
  return { send, withKnownIds: (body: Body) => replaceIds(body) as Body, state: account.fake.state };
}

/** The vendor drops unknown fields, although the specification refuses them. */
const isNotUnknownField = (fault: string) => !fault.includes("must NOT have additional properties");

describe.each(writes)("$base: $route", ({ base, route }) => {
  const { schema, examples } = requestOf(base, route);
  const { validate } = schemaValidator(documentOf(base));

  it("accepts every example of the specification, and drops none of its fields", async () => {
    const { send, withKnownIds, state } = await preparedAccount();
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const response = await send(base, route, withKnownIds(example));
      expect([response.status, example]).toEqual([route.startsWith("PATCH") ? 200 : 201, example]);
    }
    const { candidates, applications, attachments, notes, employments, educations } = state;
    const all = [...candidates, ...applications, ...attachments, ...notes, ...employments, ...educations];
    expect(all.flatMap(({ dropped }) => dropped)).toEqual([]);
  });

  it("accepts nothing that the specification refuses", async () => {
    const { send, withKnownIds } = await preparedAccount();
    const fields = examples.flatMap((example) => Object.keys(example).map((name) => ({ example, name })));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...fields),
        fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
        async ({ example, name }, value) => {
          const { [name]: _, ...others } = withKnownIds(example);
          const body = value === undefined ? others : { ...others, [name]: value };
          const { status } = await send(base, route, body);
          if (status < 400) expect(validate(schema, body).filter(isNotUnknownField)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
