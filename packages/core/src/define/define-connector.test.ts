import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { createAcme } from "../__fixtures__/acme";
import { action, connection, messageOf, sourceWith } from "../__fixtures__/definitions";
import type { ParameterSchema } from "../contract/connection";
import { defineAction, defineConnector } from "./define-connector";
import { defineAlternatives, defineConnection, defineWarehouse } from "./define-warehouse";
import { parameterSchema } from "./parameter-schema";

describe("the definition", () => {
  const { definition } = createAcme({ concurrency: 3 });

  it("is plain data", () => {
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    expect(structuredClone(definition)).toEqual(definition);
  });

  it("has everything that a form or a catalog needs", () => {
    expect(definition).toMatchObject({
      specificationVersion: "v1",
      name: "Acme",
      slug: "acme",
      type: "ATS",
      url: "https://acme.example",
      description: "An applicant tracking system in memory",
      package: { name: "hrflow-connector-acme", version: "1.2.3" },
    });
    expect(definition.actions).toHaveLength(1);
    expect(definition.actions[0]).toMatchObject({
      id: "push_profile",
      method: "pushProfile",
      origin: {
        name: "Acme people",
        dataType: "profile",
        supportsIncremental: true,
        deletions: null,
        endpoints: [{ method: "GET", path: "/people" }],
        parameters: {
          type: "object",
          additionalProperties: false,
          required: ["apiSecret"],
          properties: { apiSecret: { type: "string", format: "password" }, team: { type: "string", default: "all" } },
        },
      },
      target: {
        name: "Acme candidates",
        ...{ concurrency: 3, updates: false, archiveParameter: null, files: null },
        endpoints: [
          { method: "POST", path: "/candidates", permission: "candidates:write" },
          { method: "GET", path: "/candidates", permission: "candidates:read" },
        ],
        parameters: { required: ["clientSecret", "performAs"] },
      },
      defaults: {
        actionParameters: { logics: [], readMode: "sync", onDuplicate: "skip", dryRun: false },
        originParameters: { team: "all" },
        targetParameters: { notify: false },
      },
    });
    expect(Object.keys(definition.actions[0]?.actionParameters.properties as object)).toEqual([
      "format",
      "logics",
      "readMode",
      "onDuplicate",
      "dryRun",
      "callback",
    ]);
  });

  it("tells what the sides declare: deletions, archiving, updates and files", () => {
    const files = { types: ["pdf", "docx"], maxBytes: 1_000_000 };
    const parameters = z.object({ sync: z.boolean().default(false) });
    const items = async function* (): AsyncGenerator<object> {};
    const none = async function* () {};
    const people = defineWarehouse({
      ...{ name: "Acme people", dataType: "profile", connection: { ...connection, parameters } },
      read: { endpoints: ["GET /jobs"], read: items, deleted: none },
      write: {
        ...{ endpoints: ["GET /jobs"], idempotent: true, files, write: async (_: object) => ({ id: "1" }) },
        archive: { parameter: "sync", limit: () => 0.5, live: none, archive: async () => {} },
      },
    });
    const choice = defineAlternatives({
      ...{ name: "Acme people", dataType: "profile", parameters, of: [people], choose: () => people },
    });
    for (const sides of [people, choice] as (typeof people)[]) {
      const copy = defineAction({ description: "", origin: sides, target: sides, format: (item: object) => item });
      const [described] = defineConnector(sourceWith({ actions: { copy } })).definition.actions;
      expect(described?.origin.deletions).toBe("listed");
      expect(described?.target).toMatchObject({ updates: true, archiveParameter: "sync", files });
    }
  });

  it("tells that what a complete read does not yield is gone, if the origin says which reads are complete", () => {
    const base = { name: "Acme jobs", dataType: "job", connection } as const;
    const read = { endpoints: ["GET /jobs"] as const, async *read(): AsyncGenerator<object> {} };
    const telling = defineWarehouse({ ...base, read: { ...read, isFiltered: () => false } });
    expect([telling.read.deletions, defineWarehouse({ ...base, read }).read.deletions]).toEqual(["unread", null]);
  });

  it("is the same object each time", () => {
    const acme = createAcme();
    expect(acme.definition).toBe(acme.definition);
  });
});

it("gives an action its id and the data behind it", () => {
  const { pushProfile } = createAcme();
  expect([pushProfile.id, pushProfile.action.origin.name]).toEqual(["push_profile", "Acme people"]);
});

describe("a mistake in a connector is reported by name", () => {
  const { origin, target } = action;
  const messageWith = (changes: object, actions?: object) =>
    messageOf(() => defineConnector(sourceWith(changes, actions)));

  it("a slug that is not one", () => {
    expect(messageWith({ slug: "Acme ATS" })).toMatchInlineSnapshot(
      `"connector "Acme": slug: expected lower-case letters, digits and hyphens, found "Acme ATS""`,
    );
    expect(messageWith({ slug: undefined })).toMatchInlineSnapshot(
      `"connector "Acme": slug: expected lower-case letters, digits and hyphens, found undefined"`,
    );
    for (const slug of ["", "1acme", "acme_ats", "acme-", "-acme", "a--b"])
      expect(messageWith({ slug })).toContain(`found ${JSON.stringify(slug)}`);
    expect(defineConnector(sourceWith({ slug: "acme-2-ats" })).definition.slug).toBe("acme-2-ats");
  });

  it("no package", () => {
    expect(messageWith({ package: undefined })).toMatchInlineSnapshot(
      `"connector "Acme": package: expected { name, version } of the npm package, which the user agent names"`,
    );
    expect(messageWith({ package: { name: "hrflow-connector-acme" } })).toBe(messageWith({ package: undefined }));
  });

  it("two actions with one id", () => {
    expect(messageWith({}, { pushProfile: action, push_profile: action })).toMatchInlineSnapshot(
      `"connector "Acme": actions "pushProfile" and "push_profile" have the same id, push_profile"`,
    );
  });

  it("deliveries of an action that is unknown, has another target, or shares those of another", () => {
    const shared = { ...action, deliveries: "push_profile" };
    const other = createAcme().pushProfile.action;
    const deliveriesOf = (actions: object) => messageWith({}, { pushProfile: action, ...actions });
    expect(deliveriesOf({ pushProfileList: { ...action, deliveries: "push_profiles" } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfileList": deliveries: expected the id of an action with the same target, found "push_profiles""`,
    );
    expect(deliveriesOf({ pushProfileList: { ...other, deliveries: "push_profile" } })).toContain("the same target");
    expect(deliveriesOf({ b: shared, c: { ...action, deliveries: "b" } })).toContain('found "b"');
    expect(defineConnector(sourceWith({}, { pushProfile: action, pushProfileList: shared })).definition.slug).toBe(
      "acme",
    );
  });

  it("an action called definition", () => {
    expect(messageWith({}, { definition: action })).toMatchInlineSnapshot(
      `"connector "Acme": action "definition": the name is reserved"`,
    );
  });

  it("a format that is not a function", () => {
    expect(messageWith({}, { pushProfile: { ...action, format: undefined } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": format is not a function"`,
    );
  });

  it("no origin or no target", () => {
    expect(messageWith({}, { pushProfile: { ...action, origin: undefined } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": origin is missing"`,
    );
    expect(messageWith({}, { pushProfile: { ...action, target: undefined } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": target is missing"`,
    );
  });

  it("an origin that cannot be read, or a target that cannot be written", () => {
    expect(messageWith({}, { pushProfile: { ...action, origin: target } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": origin "Acme candidates" cannot be read"`,
    );
    expect(messageWith({}, { pushProfile: { ...action, target: origin } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": target "Acme people" cannot be written"`,
    );
  });

  it("a warehouse that defineWarehouse did not create", () => {
    const { specificationVersion: _, ...unstamped } = origin;
    expect(messageWith({}, { pushProfile: { ...action, origin: unstamped } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": origin "Acme people" was not created by defineWarehouse"`,
    );
  });

  it("a warehouse of another version of the contract", () => {
    const other = { ...target, specificationVersion: "v2" };
    expect(messageWith({}, { pushProfile: { ...action, target: other } })).toMatchInlineSnapshot(
      `"connector "Acme": action "pushProfile": target "Acme candidates" speaks version v2 of the plugin contract; this core speaks v1"`,
    );
  });

  /** The message for a target with these parameters. */
  const messageForParameters = (parameters: unknown) => {
    const jobs = defineWarehouse({
      name: "Acme jobs",
      dataType: "job",
      connection: { ...connection, parameters } as never,
      write: { endpoints: [], write: async (_: object) => ({ id: "1" }) },
    });
    return messageWith({}, { pushJob: { ...action, target: jobs } });
  };

  it("no schema, or something that is not one", () => {
    expect(messageForParameters(undefined)).toMatchInlineSnapshot(
      `"connector "Acme": action "pushJob": parameters of target "Acme jobs": expected a Standard Schema, such as z.object({ ... }) of zod"`,
    );
    for (const wrong of [null, {}, { type: "object" }, "text", () => true])
      expect(messageForParameters(wrong)).toBe(messageForParameters(undefined));
  });

  it("a schema without JSON Schema, as one of zod/mini", () => {
    const schema = mini.object({ user: mini.string() });
    expect(messageForParameters(schema)).toMatchInlineSnapshot(
      `"connector "Acme": action "pushJob": parameters of target "Acme jobs": the schema gives no JSON Schema: wrap it in parameterSchema(schema, z.toJSONSchema), as schemas of zod/mini need"`,
    );
    expect(() => messageForParameters(parameterSchema(schema, mini.toJSONSchema))).toThrow(
      "the definition was accepted",
    );
  });

  it("a parameter that looks like a secret and is not marked", () => {
    const fields = {
      apiToken: z.string(),
      keys: z.array(z.string()),
      user_password: z.string().optional(),
      code: z.string(),
    };
    expect(messageForParameters(z.object(fields))).toMatchInlineSnapshot(
      `"connector "Acme": action "pushJob": parameters of target "Acme jobs": apiToken, keys, user_password, code: the name looks like a secret. Mark it with .meta({ format: "password" }), or with .meta({ secret: false }) if it is not one"`,
    );
    const marked = z.object({
      apiToken: z.string().meta({ format: "password" }),
      clientSecret: z.string().meta({ format: "password" }).optional(),
      boardKey: z.string().meta({ secret: false }),
      monkey: z.string(),
      encoded: z.string(),
    });
    expect(() => messageForParameters(marked)).toThrow("the definition was accepted");
  });
});

it("does no work when a module is loaded: nothing is validated, read from the environment or sent", () => {
  const fetch = vi.fn();
  vi.stubGlobal("fetch", fetch);
  const called = vi.fn(() => {
    throw new Error("called too early");
  });
  const parameters = {
    "~standard": { version: 1, vendor: "acme", validate: called, jsonSchema: { input: () => ({}), output: called } },
  } as unknown as ParameterSchema<object>;
  const quiet = defineConnection({ ...connection, parameters, auth: called, account: called });
  const env = vi.spyOn(process, "env", "get");
  const people = defineWarehouse({
    name: "Acme",
    dataType: "other",
    connection: quiet,
    read: { endpoints: [], read: (): AsyncIterable<object> => called(), cursor: called, id: called },
    write: { endpoints: [], write: (_: object) => called() },
  });
  const move = defineAction({ description: "", origin: people, target: people, format: called });
  defineConnector(sourceWith({}, { move }));
  expect([called.mock.calls, fetch.mock.calls, env.mock.calls]).toEqual([[], [], []]);
});
