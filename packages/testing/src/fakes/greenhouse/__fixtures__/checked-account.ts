import { loadDocument } from "../../../document/load-document";
import type { OpenApiDocument, Operation, Schema } from "../../../document/openapi-document";
import { findOperation } from "../../../document/operations";
import { dereference } from "../../../document/references";
import { schemaValidator } from "../../../document/schema-validator";
import { createGreenhouseFake } from "../create-greenhouse-fake";
import type { GreenhouseFakeOptions } from "../greenhouse-settings";

const load = async (name: string) => {
  const document = await loadDocument(new URL(`../../../../../../specs/${name}/openapi.yaml`, import.meta.url));
  return { document, validator: schemaValidator(document) };
};

const v3 = await load("greenhouse-harvest-v3");
const specifications = {
  "https://auth.greenhouse.io": v3,
  "https://harvest.greenhouse.io/v3": v3,
  "https://harvest.greenhouse.io/v1": await load("greenhouse-harvest-v1"),
  "https://boards-api.greenhouse.io/v1/boards": await load("greenhouse-job-board"),
};
export type Base = keyof typeof specifications;
export const documentOf = (base: Base): OpenApiDocument => specifications[base].document;

export interface Received {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape that it expects
  body: any;
}

/** Creates a fake with its own clock. `call` throws if the specification does not declare the response. */
export function checkedAccount(options: Omit<GreenhouseFakeOptions, "now"> = {}) {
  const clock = { now: Date.UTC(2026, 2, 1, 12) };
  const fake = createGreenhouseFake({ ...options, now: () => clock.now });

  async function call(base: Base, route: string, init: RequestInit = {}): Promise<Received> {
    const [method = "", path = ""] = route.split(" ");
    const response = await fake.fetch(`${base}${path}`, { ...init, method });
    const { status, headers } = response;
    const text = await response.text();
    const body = text === "" ? undefined : JSON.parse(text);
    const faults = responseFaults(base, method, path.split("?")[0] ?? "", status, headers, body);
    if (faults.length > 0) throw new Error(`${route} -> ${status} ${text}\n${faults.join("\n")}`);
    return { status, headers, body };
  }

  const send = (base: Base, headers: Record<string, string>) => (route: string, json?: unknown) =>
    call(base, route, {
      headers: { ...headers, "content-type": "application/json" },
      ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
    });

  const requestToken = (
    form: Record<string, string> = { grant_type: "client_credentials" },
    user = "client",
    secret = "secret",
  ) =>
    call("https://auth.greenhouse.io", "POST /token", {
      headers: { authorization: `Basic ${btoa(`${user}:${secret}`)}` },
      body: new URLSearchParams(form),
    });

  return {
    fake,
    clock,
    call,
    requestToken,
    v3: async () => {
      const { body } = await requestToken();
      return send("https://harvest.greenhouse.io/v3", { authorization: `Bearer ${body.access_token}` });
    },
    v1: (headers: Record<string, string> = { "on-behalf-of": "4000000017" }) =>
      send("https://harvest.greenhouse.io/v1", { authorization: `Basic ${btoa("key:")}`, ...headers }),
  };
}

function responseFaults(
  base: Base,
  method: string,
  path: string,
  status: number,
  headers: Headers,
  body: unknown,
): string[] {
  const { document, validator } = specifications[base];
  const operation = findOperation(document, method, path)?.operation;
  if (!operation) return [`${method} ${path} is not in the specification`];
  const declared = responseOf(operation, status, document);
  if (!declared) return [`${status} is not declared`];
  const missing = Object.keys(declared.headers ?? {}).filter((name) => name !== "Link" && !headers.has(name));
  const schema = declared.content?.["application/json"]?.schema;
  // Harvest v3 maps each refused field to its message, whatever the specification says of the items.
  const isItem = (fault: string) => status === 422 && /^\/errors\/\d/.test(fault);
  const wrong = schema ? validator.validate(schema, body).filter((fault) => !isItem(fault)) : [];
  return [...wrong, ...missing.map((name) => `the header ${name} is missing`)];
}

interface Declared {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: Schema }>;
}

function responseOf({ responses }: Operation, status: number, document: OpenApiDocument): Declared | undefined {
  const response = (responses as Record<string, object>)[String(status)];
  return response && (dereference(response, document) as Declared);
}
