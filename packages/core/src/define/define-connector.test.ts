import { describe, expect, it, vi } from "vitest";
import { createAcme } from "../__fixtures__/acme";
import { createRecordingFetch, json } from "../__fixtures__/recording-fetch";
import type { ConnectorSource, ParameterSchema } from "../contract/v1";
import * as core from "../index";

const { defineAction, defineConnector, defineWarehouse } = core;

describe("the definition", () => {
  const { definition } = createAcme({ concurrency: 3 });

  it("is plain data", () => {
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    expect(structuredClone(definition)).toEqual(definition);
  });

  it("says everything that a form or a catalogue needs", () => {
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
        concurrency: 3,
        endpoints: [{ method: "POST", path: "/candidates", permission: "candidates:write" }],
        parameters: { required: ["clientSecret", "performAs"] },
      },
      defaults: {
        actionParameters: { logics: [], readMode: "sync", onDuplicate: "skip" },
        originParameters: { team: "all" },
        targetParameters: { notify: false },
      },
    });
    expect(Object.keys(definition.actions[0]?.actionParameters.properties as object)).toEqual([
      "format",
      "logics",
      "readMode",
      "onDuplicate",
      "callback",
    ]);
  });

  it("is the same object each time", () => {
    const acme = createAcme();
    expect(acme.definition).toBe(acme.definition);
  });
});

it("an action names itself and the data behind it", () => {
  const { pushProfile } = createAcme();
  expect([pushProfile.id, pushProfile.action.origin.name]).toEqual(["push_profile", "Acme people"]);
});

describe("another version of the contract is refused by name", () => {
  const { action } = createAcme().pushProfile;
  const source = (changes: object, pushProfile: object = action) =>
    ({
      specificationVersion: "v1",
      name: "Acme",
      slug: "acme",
      type: "ATS",
      url: "https://acme.example",
      description: "",
      package: { name: "hrflow-connector-acme", version: "1.0.0" },
      actions: { pushProfile },
      ...changes,
    }) as unknown as ConnectorSource;
  const older = <T extends object>(warehouse: T) => ({ ...warehouse, specificationVersion: "v0" });

  it.each([
    ["connector Acme speaks version v2", source({ specificationVersion: "v2" })],
    ["connector Acme speaks version undefined", source({ specificationVersion: undefined })],
    ["warehouse Acme people speaks version v0", source({}, { ...action, origin: older(action.origin) })],
    ["warehouse Acme candidates speaks version v0", source({}, { ...action, target: older(action.target) })],
  ])("%s", (message, given) => {
    const refusal = expect.objectContaining({
      name: "ConfigurationError",
      code: "configuration",
      message: `${message} of the plugin contract; this core takes v1`,
    });
    expect(() => defineConnector(given)).toThrow(refusal);
  });
});

describe("no work is done when a module is loaded", () => {
  it("nor by any helper: no schema is asked, nothing is read from the environment or sent", () => {
    const fetch = vi.fn();
    vi.stubGlobal("fetch", fetch);
    const asked = vi.fn(() => {
      throw new Error("asked too early");
    });
    const parameters = {
      "~standard": { version: 1, vendor: "acme", validate: asked, jsonSchema: { input: asked, output: asked } },
    } as unknown as ParameterSchema<object>;
    const origin = defineWarehouse({
      specificationVersion: "v1",
      name: "Acme",
      dataType: "other",
      read: { parameters, endpoints: [], read: asked },
    });
    const target = defineWarehouse({
      specificationVersion: "v1",
      name: "Acme",
      dataType: "other",
      write: { parameters, endpoints: [], open: asked },
    });
    const env = vi.spyOn(process, "env", "get");
    defineConnector({
      specificationVersion: "v1",
      name: "Acme",
      slug: "acme",
      type: "Other",
      url: "https://acme.example",
      description: "",
      package: { name: "hrflow-connector-acme", version: "1.0.0" },
      actions: { move: defineAction({ description: "", origin, target, format: (item) => item }) },
    });
    expect([asked.mock.calls, fetch.mock.calls, env.mock.calls]).toEqual([[], [], []]);
  });
});

it("the door of a run names the connector's package, and is the given fetch alone", async () => {
  const { fetch, requests } = createRecordingFetch(json({}));
  const open = async ({ http }: core.WarehouseContext) => void (await http.fetch("https://api.acme.example/me"));
  const { pushProfile } = createAcme({ open });
  const platform = vi.fn();
  vi.stubGlobal("fetch", platform);
  await pushProfile(
    {
      workflowId: "w",
      originParameters: { apiSecret: "secret" },
      targetParameters: { clientSecret: "secret", performAs: "x" },
    },
    { fetch },
  );
  expect(requests.map(({ headers }) => headers["user-agent"])).toEqual([
    "hrflow-connectors/1.2.3 (hrflow-connector-acme)",
  ]);
  expect(platform).not.toHaveBeenCalled();
});

it("where names in data lead is asked of the look-up that the run is given", async () => {
  const { fetch, requests } = createRecordingFetch(new Response("file"));
  const open = async ({ http }: core.WarehouseContext) =>
    void (await http.download("https://files.example.com/cv.pdf"));
  const resolveHost = vi.fn(async () => ["10.0.0.1"]);
  const { pushProfile } = createAcme({ open });
  const { failures } = await pushProfile(
    {
      workflowId: "w",
      originParameters: { apiSecret: "secret" },
      targetParameters: { clientSecret: "secret", performAs: "x" },
    },
    { fetch, resolveHost },
  );
  expect(failures).toMatchObject([{ stage: "open", error: { code: "unsafe_url", retryable: false } }]);
  expect(resolveHost.mock.calls).toEqual([["files.example.com"]]);
  expect(requests).toEqual([]);
});
