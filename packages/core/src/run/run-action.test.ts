import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type AcmeSettings, createAcme, inputFor, originSecret, runAcme, targetSecret } from "../__fixtures__/acme";
import { createRecordingFetch } from "../__fixtures__/recording-fetch";
import { createMemoryStore } from "../state/state";

type Push = (input: unknown, options?: object) => ReturnType<ReturnType<typeof createAcme>["pushProfile"]>;

/** Pushes with an input that the types would refuse. Asserts that nothing is opened or sent. */
async function push(input: unknown, options: object = {}, settings = {}) {
  const { fetch, requests } = createRecordingFetch(new Error("no request may be sent"));
  let opened = 0;
  const auth = () => {
    opened++;
    return { type: "none" } as const;
  };
  const result = await (createAcme({ auth, ...settings }).pushProfile as Push)(input, { fetch, ...options });
  expect([requests.length, opened]).toEqual([0, 0]);
  expect(result.status).toBe("fatal");
  expect(Object.values(result.events).every((count) => count === 0)).toBe(true);
  expect(result.failures.every(({ stage, error }) => stage === "parameters" && !error.retryable)).toBe(true);
  return { reason: result.reason, paths: result.failures.map(({ reference }) => reference), failures: result.failures };
}

describe("the workflow's id", () => {
  it.each([undefined, null, "text", 7, [], {}, { workflowId: "" }, { workflowId: "  " }, { workflowId: 4 }])(
    "is reported as workflow_id_not_found for %j",
    async (input) => {
      expect(await push(input)).toMatchObject({ reason: "workflow_id_not_found", paths: ["workflowId"] });
    },
  );

  it("is refused without a rejection if it cannot be converted to a text", async () => {
    expect((await push({ ...inputFor(), workflowId: Object.create(null) })).reason).toBe("workflow_id_not_found");
  });
});

describe("action parameters", () => {
  it("have one failure per fault, with the path and what was expected", async () => {
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

  it.each([["list"], [[]], [7]])("are refused if they are not an object: %j", async (actionParameters) => {
    const { reason, paths } = await push({ ...inputFor(), actionParameters });
    expect([reason, paths]).toEqual(["bad_action_parameters", ["actionParameters"]]);
  });

  it("include the unknown keys of the input itself", async () => {
    const { reason, failures } = await push({ ...inputFor(), origin_parameters: {} });
    expect(reason).toBe("bad_action_parameters");
    expect(failures[0]?.error.message).toBe("origin_parameters: unknown parameter; did you mean originParameters?");
  });
});

describe("origin and target parameters", () => {
  it("are refused with a hint if they are unknown, several faults at once", async () => {
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

  it.each(["constructor", "toString", "__proto__"])(
    "are refused with the unknown key %s as with any other",
    async (key) => {
      const originParameters = JSON.parse(`{ "apiSecret": "abcdef", "${key}": "x" }`);
      const { reason, paths } = await push({ ...inputFor(), originParameters });
      expect([reason, paths]).toEqual(["bad_origin_parameters", [`originParameters.${key}`]]);
    },
  );

  it.each([undefined, null, "text", []])("are refused if they are %j", async (originParameters) => {
    const { reason, paths } = await push({ ...inputFor(), originParameters });
    expect([reason, paths]).toEqual(["bad_origin_parameters", ["originParameters"]]);
  });

  it("lead to failures without a secret", async () => {
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
  const pushWith = (parameters: z.ZodType<object>, targetParameters: object) => {
    const connection = { parameters } as unknown as NonNullable<AcmeSettings["connection"]>;
    const { pushProfile } = createAcme({ connection, account: () => "account-1" });
    return (pushProfile as Push)({ ...inputFor(), targetParameters });
  };

  it("accept the keys of every alternative of a union", async () => {
    const either = z.union([z.object({ site: z.string() }), z.object({ team: z.string(), user: z.string() })]);
    expect((await pushWith(either, { site: "s" })).status).toBe("success");
    expect((await pushWith(either, { team: "t", user: "u" })).status).toBe("success");
    expect(await pushWith(either, { teams: "t" })).toMatchObject({ reason: "bad_target_parameters" });
  });

  it("report a check that throws as a fault of the parameters", async () => {
    const throwing = z.object({ address: z.string().refine((text) => new URL(text).host !== "") });
    expect(await pushWith(throwing, { address: "nowhere" })).toMatchObject({ reason: "bad_target_parameters" });
  });
});
