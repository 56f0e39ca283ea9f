import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createAcme, inputFor, originSecret, runAcme, stream, targetSecret } from "../__fixtures__/acme";
import { createRecordingFetch } from "../__fixtures__/recording-fetch";
import { defineAction } from "../define/define-action";
import { defineConnector } from "../define/define-connector";
import { defineWarehouse } from "../define/define-warehouse";
import { createMemoryStore } from "../store/memory-store";

type Push = (input: unknown, options?: object) => ReturnType<ReturnType<typeof createAcme>["pushProfile"]>;

/** Pushes what the types would refuse, and makes sure that nothing is asked of anybody. */
async function push(input: unknown, options: object = {}, settings = {}) {
  const { fetch, requests } = createRecordingFetch(new Error("no request may be sent"));
  let opened = 0;
  const open = async () => void opened++;
  const result = await (createAcme({ open, ...settings }).pushProfile as Push)(input, { fetch, ...options });
  expect([requests.length, opened]).toEqual([0, 0]);
  expect(result.status).toBe("fatal");
  expect(Object.values(result.events).every((count) => count === 0)).toBe(true);
  expect(result.failures.every(({ stage, error }) => stage === "parameters" && !error.retryable)).toBe(true);
  return { reason: result.reason, paths: result.failures.map(({ reference }) => reference), failures: result.failures };
}

describe("the workflow's id", () => {
  it.each([undefined, null, "text", 7, [], {}, { workflowId: "" }, { workflowId: "  " }, { workflowId: 4 }])(
    "is workflow_id_not_found for %j",
    async (input) => {
      expect(await push(input)).toMatchObject({ reason: "workflow_id_not_found", paths: ["workflowId"] });
    },
  );

  it("is refused, not thrown over, where it cannot even be made a text", async () => {
    expect((await push({ ...inputFor(), workflowId: Object.create(null) })).reason).toBe("workflow_id_not_found");
  });
});

describe("action parameters", () => {
  it("have one failure each, with the path and what was expected", async () => {
    const actionParameters = { format: 1, logics: [null, 2], readMode: "all", callback: "x", read_mode: "sync" };
    const { reason, paths, failures } = await push({ ...inputFor(), actionParameters });
    expect(reason).toBe("bad_action_parameters");
    expect(paths).toEqual([
      "actionParameters.format",
      "actionParameters.callback",
      "actionParameters.readMode",
      "actionParameters.logics.0",
      "actionParameters.logics.1",
      "actionParameters.read_mode",
    ]);
    expect(failures[0]?.error).toEqual({
      code: "invalid_parameter",
      message: "actionParameters.format: expected a function, found a number",
      retryable: false,
    });
    expect(failures[5]?.error.message).toContain("did you mean readMode?");
  });

  it.each([["list"], [[]], [7]])("are refused when they are no object: %j", async (actionParameters) => {
    const { reason, paths } = await push({ ...inputFor(), actionParameters });
    expect([reason, paths]).toEqual(["bad_action_parameters", ["actionParameters"]]);
  });

  it("count an unknown key of the input itself", async () => {
    const { reason, failures } = await push({ ...inputFor(), origin_parameters: {} });
    expect(reason).toBe("bad_action_parameters");
    expect(failures[0]?.error.message).toBe("origin_parameters: unknown parameter; did you mean originParameters?");
  });
});

describe("origin and target parameters", () => {
  it("D26 unknown parameters are refused with a hint, several faults at once", async () => {
    const targetParameters = { clientSecret: 12, perform_as: "x", colour: "red" };
    const { reason, failures } = await push({ ...inputFor(), targetParameters });
    expect(reason).toBe("bad_target_parameters");
    expect(Object.fromEntries(failures.map(({ reference, error }) => [reference, error.message]))).toEqual({
      "targetParameters.clientSecret": expect.stringContaining("expected string"),
      "targetParameters.performAs": expect.stringContaining("missing"),
      "targetParameters.perform_as": expect.stringContaining("did you mean performAs?"),
      "targetParameters.colour": expect.stringContaining("expected one of clientSecret, performAs, notify"),
    });
  });

  it.each(["constructor", "toString", "__proto__"])("D26 the unknown key %s is refused as any other", async (key) => {
    const originParameters = JSON.parse(`{ "apiSecret": "abcdef", "${key}": "x" }`);
    const { reason, paths } = await push({ ...inputFor(), originParameters });
    expect([reason, paths]).toEqual(["bad_origin_parameters", [`originParameters.${key}`]]);
  });

  it.each([undefined, null, "text", []])("are bad when they are %j", async (originParameters) => {
    const { reason, paths } = await push({ ...inputFor(), originParameters });
    expect([reason, paths]).toEqual(["bad_origin_parameters", ["originParameters"]]);
  });

  it("echo no secret", async () => {
    const { failures } = await push({
      ...inputFor(),
      originParameters: { apiSecret: originSecret, team: 4, nested: originSecret, [targetSecret]: 1 },
    });
    expect(failures.length).toBeGreaterThan(1);
    expect(JSON.stringify(failures)).not.toContain(originSecret);
    expect(JSON.stringify(failures)).not.toContain(targetSecret);
  });
});

describe("the order of the checks", () => {
  const all = {
    workflowId: "",
    actionParameters: { readMode: "incremental", logics: 1 },
    originParameters: {},
    targetParameters: {},
  };
  const valid = inputFor({ readMode: "incremental" });

  it.each([
    ["workflow_id_not_found", all],
    ["bad_action_parameters", { ...all, workflowId: "w" }],
    ["bad_origin_parameters", { ...all, workflowId: "w", actionParameters: valid.actionParameters }],
    ["bad_target_parameters", { ...valid, targetParameters: {} }],
    ["origin_does_not_support_incremental", valid],
  ])("%s", async (reason, input) => {
    expect((await push(input, {}, { cursor: false })).reason).toBe(reason);
  });

  it("backend_not_configured_in_incremental_mode comes last, and only without a store", async () => {
    expect((await push(valid)).reason).toBe("backend_not_configured_in_incremental_mode");
    const { result } = await runAcme({}, { readMode: "incremental" }, { store: createMemoryStore() });
    expect(result.status).toBe("success");
  });
});

describe("schemas of other shapes", () => {
  const warehouse = (parameters: z.ZodType<object>) =>
    defineWarehouse({
      specificationVersion: "v1",
      name: "Acme",
      dataType: "other",
      read: { parameters, endpoints: [], read: () => stream<object>([]) },
      write: { parameters, endpoints: [], open: async () => ({ write: async () => ({ id: "1" }) }) },
    });
  const pushWith = (parameters: z.ZodType<object>, given: object) => {
    const origin = warehouse(z.object({}));
    const target = warehouse(parameters);
    const connector = defineConnector({
      specificationVersion: "v1",
      name: "Acme",
      slug: "acme",
      type: "ATS",
      url: "https://acme.example",
      description: "",
      package: { name: "hrflow-connector-acme", version: "1.0.0" },
      actions: { move: defineAction({ description: "", origin, target, format: (item) => item }) },
    });
    return connector.move({ workflowId: "w", originParameters: {}, targetParameters: given });
  };

  it("takes the keys of every alternative of a union", async () => {
    const either = z.union([z.object({ apiKey: z.string() }), z.object({ token: z.string(), user: z.string() })]);
    expect((await pushWith(either, { apiKey: "k" })).status).toBe("success");
    expect((await pushWith(either, { token: "t", user: "u" })).status).toBe("success");
    expect(await pushWith(either, { tokens: "t" })).toMatchObject({ reason: "bad_target_parameters" });
  });

  it("counts a check that throws as a fault of the parameters", async () => {
    const throwing = z.object({ address: z.string().refine((text) => new URL(text).host !== "") });
    expect(await pushWith(throwing, { address: "nowhere" })).toMatchObject({ reason: "bad_target_parameters" });
  });
});
