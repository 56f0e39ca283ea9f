import { readFile } from "node:fs/promises";
import { ConfigurationError } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { describeConnectors, type Manifest } from "./describe-connectors";

const schema = JSON.parse(await readFile(new URL("../schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
const manifest = describeConnectors([lever, greenhouse]);
const actionOf = (slug: string, id: string) =>
  manifest.connectors.find((one) => one.slug === slug)?.actions.find((action) => action.id === id);

it("describes every action of every connector", () => {
  expect(manifest.connectors.map(({ slug, package: { name } }) => [slug, name])).toEqual([
    ["lever", "@hrflow-connectors/lever"],
    ["greenhouse", "@hrflow-connectors/greenhouse"],
  ]);
  for (const connector of [lever, greenhouse]) {
    const described = manifest.connectors.find(({ slug }) => slug === connector.definition.slug);
    expect(described?.actions.map(({ id }) => id)).toEqual(connector.definition.actions.map(({ id }) => id));
  }
});

it("describes parameters, endpoints with permissions and links, and defaults", () => {
  expect(actionOf("lever", "push_profile")).toMatchObject({
    method: "pushProfile",
    origin: { name: "HrFlow.ai profiles", parameters: { required: expect.arrayContaining(["profileKey"]) } },
    target: {
      parameters: { properties: { apiKey: { type: "string", format: "password" } } },
      endpoints: expect.arrayContaining([
        {
          ...{ method: "POST", path: "/opportunities", permission: "opportunities:write:admin" },
          url: "https://hire.lever.co/developer/documentation#create-an-opportunity",
        },
      ]),
    },
    defaults: { targetParameters: { parse: false }, actionParameters: { readMode: "sync" } },
  });
});

it("describes what an action can do", () => {
  expect(actionOf("lever", "push_profile")?.capabilities).toEqual({
    ...{ incremental: false, updates: false, archiving: null, concurrency: 8 },
    files: { types: expect.arrayContaining(["pdf", "docx"]) },
  });
  expect(actionOf("lever", "pull_profile_list")?.capabilities).toMatchObject({
    ...{ incremental: true, updates: true, files: null },
    archiving: { parameter: "sync", deletions: "listed" },
  });
  expect(actionOf("greenhouse", "pull_job_list")?.capabilities.archiving).toEqual({
    ...{ parameter: "sync", deletions: "unread" },
  });
});

it("describes webhooks: how they are signed, and which action each event leads to", () => {
  const webhooks = manifest.connectors[0]?.webhooks;
  expect(webhooks).toMatchObject({
    signature: { in: { field: "signature" }, algorithm: "hmac-sha256", encoding: "hex", signed: [{}, {}] },
    maxAgeMs: 24 * 3_600_000,
  });
  const eventOf = (name: string) => webhooks?.events.find((event) => event.name === name);
  expect(eventOf("contactUpdated")).toEqual({
    ...{ name: "contactUpdated", ids: ["contactId"], deleted: null },
    action: { method: "pullProfileList", originParameters: ["contactId"], readMode: "sync" },
  });
  expect(eventOf("candidateDeleted")).toMatchObject({
    action: null,
    deleted: { kind: "profile", id: "opportunityId" },
  });
  expect(describeConnectors([{ definition: lever.definition }]).connectors[0]?.webhooks).toBeNull();
});

it.each([
  ["reads one record", "lever", "pull_job"],
  ["reads from an origin that reports no deletions", "greenhouse", "pull_profile_list"],
])("reports no archiving for an action that %s", (_, slug, id) => {
  expect(actionOf(slug, id)?.target.parameters.properties).toHaveProperty("sync");
  expect(actionOf(slug, id)?.capabilities.archiving).toBeNull();
});

it("fits the published schema, which refuses missing and malformed values", () => {
  const faultsOf = (change: (copy: typeof manifest) => void) => {
    const copy = structuredClone(manifest);
    change(copy);
    validate(copy);
    return validate.errors ?? [];
  };
  expect(faultsOf(() => {})).toEqual([]);
  expect(faultsOf(({ connectors: [one] }) => Object.assign(one as object, { slug: "Not a slug" }))).toHaveLength(1);
  expect(faultsOf(({ connectors: [one] }) => Reflect.deleteProperty(one as object, "package"))).toHaveLength(1);
  expect(
    faultsOf(({ connectors: [one] }) => Object.assign(one?.actions[0]?.target.endpoints[0] as object, { path: "x" })),
  ).toHaveLength(1);
  expect(
    faultsOf(({ connectors: [one] }) => Reflect.deleteProperty(one?.actions[0]?.capabilities as object, "files")),
  ).toHaveLength(1);
  expect(
    faultsOf(({ connectors: [one] }) => Reflect.deleteProperty(one?.webhooks?.events[0] as object, "action")),
  ).not.toEqual([]);
});

it("validates the committed manifest of this repository's connectors", async () => {
  const committed = JSON.parse(await readFile(new URL("../../../docs/manifest.json", import.meta.url), "utf8"));
  expect(committed.connectors.length).toBeGreaterThan(2);
  validate(committed);
  expect(validate.errors ?? []).toEqual([]);
  const filesOf = (slug: string) =>
    committed.connectors
      .find((one: { slug: string }) => one.slug === slug)
      .actions.find(({ id }: { id: string }) => id === "push_profile").capabilities.files;
  expect(filesOf("workable")).toEqual({ types: ["pdf", "doc", "docx", "odt", "rtf"], maxBytes: 5 * 1024 * 1024 });
  expect(committed.connectors.every(({ webhooks }: Manifest["connectors"][number]) => webhooks)).toBe(true);
  expect(filesOf("bamboohr").types).toContain("docx");
});

it("is a deep copy that JSON keeps unchanged", () => {
  expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
  const changed = describeConnectors([lever]);
  Object.assign(changed.connectors[0]?.actions[0]?.origin.parameters as object, { type: "string" });
  expect(lever.definition.actions[0]?.origin.parameters.type).toBe("object");
});

it("refuses two connectors with the same slug", () => {
  expect(() => describeConnectors([lever, greenhouse, lever])).toThrow(
    new ConfigurationError('describeConnectors: two connectors have the slug "lever"'),
  );
});
