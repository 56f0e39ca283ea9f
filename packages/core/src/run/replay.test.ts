import { describe, expect, it } from "vitest";
import {
  type AcmeSettings,
  type Candidate,
  createAcme,
  inputFor,
  originSecret,
  type Person,
  people,
  person,
  runAcme,
  stream,
  targetSecret,
} from "../__fixtures__/acme";
import { apiError, deadLettersIn, writeExcept } from "../__fixtures__/dead-letters";
import { never } from "../__fixtures__/deferred";
import type { RunOptions } from "../contract/run";
import { removeDeadLetters } from "../ledger/dead-letters";
import { createMemoryStore } from "../state/state";
import { replay } from "./replay";

const { targetParameters, originParameters } = inputFor();

/** Replays a run with a connector that may behave differently. Its origin must not be read. */
function replayWith(settings: AcmeSettings, input: object, options: RunOptions) {
  const read = () => {
    throw new Error("the origin was read");
  };
  const acme = createAcme({ read, ...settings });
  return replay(acme.pushProfile, { targetParameters, ...input } as never, options as never);
}

const unexpected = async (): Promise<never> => {
  throw new Error("this should not be called");
};

describe("a replay", () => {
  async function failedRun(errors: Record<string, unknown> = { p1: apiError(503), p3: apiError(422) }) {
    const store = createMemoryStore();
    const { result } = await runAcme({ read: () => stream(people(5)), write: writeExcept(errors) }, {}, { store });
    return { store, runId: result.runId };
  }

  it("tries exactly what failed, without reading the origin, and removes what was delivered", async () => {
    const { store, runId } = await failedRun();
    const result = await replayWith({}, { runId }, { store });
    expect(result).toMatchObject({ status: "success", events: { read_success: 2, write_success: 2 }, failures: [] });
    expect(result.receipts).toEqual([
      { reference: "p1", id: "created-p1" },
      { reference: "p3", id: "created-p3" },
    ]);
    expect(await deadLettersIn(store, runId)).toEqual([]);
    const again = await replayWith({ write: unexpected }, { runId }, { store });
    expect(again).toMatchObject({ reason: "bad_action_parameters", events: { read_success: 0 } });
  });

  it("leaves an item whose record is pending, for another replay to complete", async () => {
    const { store, runId } = await failedRun({ p1: apiError(503) });
    const write = async ({ name }: Candidate) => ({ id: name, pending: true as const });
    const result = await replayWith({ write }, { runId }, { store });
    expect(result).toMatchObject({ events: { write_success: 1 }, receipts: [{ id: "p1", pending: true }] });
    expect(await deadLettersIn(store, runId)).toHaveLength(1);
    expect(await replayWith({}, { runId }, { store })).toMatchObject({ receipts: [{ id: "created-p1" }] });
    expect(await deadLettersIn(store, runId)).toEqual([]);
  });

  it("leaves what fails again under the same run, with one more attempt", async () => {
    const { store, runId } = await failedRun();
    const result = await replayWith({ write: writeExcept({ p3: apiError(500) }) }, { runId }, { store });
    expect(result).toMatchObject({ status: "success_with_failures", failures: [{ deadLetter: `${runId}/2` }] });
    expect(await deadLettersIn(store, runId)).toMatchObject([
      { id: `${runId}/2`, reference: "p3", attempts: 2, permanent: false, error: { status: 500 }, item: person(3) },
    ]);
    expect(await deadLettersIn(store, result.runId)).toEqual([]);
    await replayWith({ write: writeExcept({ p3: apiError(500) }) }, { runId }, { store });
    expect(await deadLettersIn(store, runId)).toMatchObject([{ attempts: 3 }]);
  });

  it("skips what was refused for good, if asked to", async () => {
    const { store, runId } = await failedRun();
    const result = await replayWith({}, { runId, skipPermanent: true }, { store });
    expect(result.receipts).toMatchObject([{ reference: "p1" }]);
    expect(await deadLettersIn(store, runId)).toMatchObject([{ reference: "p3", attempts: 1 }]);
  });

  it("accepts the input of the run itself, with other functions", async () => {
    const { store, runId } = await failedRun();
    const { workflowId: _, ...input } = inputFor({
      readMode: "incremental",
      format: ({ reference }) => ({ name: `other-${reference}` }),
      logics: [(item) => (item.name === "other-p3" ? null : item)],
    });
    const result = await replayWith({}, { ...input, runId }, { store });
    expect(result).toMatchObject({
      readFrom: null,
      receipts: [{ id: "created-other-p1" }],
      events: { logics_discard: 1 },
    });
    expect(await deadLettersIn(store, runId)).toEqual([]);
  });

  it("reports items that are incomplete, after all others", async () => {
    const store = createMemoryStore();
    const withSecret = { ...person(0), note: originSecret };
    const settings = {
      read: () => stream([withSecret, person(1)]),
      write: writeExcept({ p0: apiError(503), p1: apiError(503) }),
    };
    const { result } = await runAcme(settings, {}, { store });
    const replayed = await replayWith({}, { runId: result.runId }, { store });
    expect(replayed).toMatchObject({ status: "success_with_failures", receipts: [{ reference: "p1" }] });
    expect(replayed.failures).toMatchObject([
      { stage: "read", error: { message: expect.stringContaining(`1 failed items (${result.runId}/1)`) } },
    ]);
    expect(await deadLettersIn(store, result.runId)).toMatchObject([{ reference: "p0" }]);
  });

  it("leaves what it did not try when it is stopped", async () => {
    const { store, runId } = await failedRun();
    const controller = new AbortController();
    const write = async ({ name }: Candidate) => {
      controller.abort();
      return { id: name };
    };
    const result = await replayWith({ write }, { runId }, { store, signal: controller.signal });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted" });
    expect(await deadLettersIn(store, runId)).toMatchObject([{ reference: "p3", attempts: 1 }]);
  });

  it("delivers each item once if two run at the same time", async () => {
    const { store, runId } = await failedRun();
    const written: string[] = [];
    const write = async ({ name }: Candidate) => {
      await Promise.resolve();
      written.push(name);
      return { id: name };
    };
    await Promise.all([1, 2].map(() => replayWith({ write }, { runId }, { store })));
    expect(written.sort()).toEqual(["p1", "p3"]);
  });

  it("redacts the secrets of its own parameters", async () => {
    const { store, runId } = await failedRun();
    const write = async () => {
      throw new Error(`refused ${targetSecret} ${originSecret}`);
    };
    const result = await replayWith({ write }, { runId, originParameters }, { store });
    expect(JSON.stringify([result, await deadLettersIn(store, runId)])).not.toMatch(/s3cret/);
  });

  it.each<[string, object, string]>([
    ["no runId", { runId: undefined }, "runId: expected the runId of a result, found nothing"],
    ["an unknown run", { runId: "another" }, "runId: no failed item of this run is in the store"],
    ["an unknown key", { skip_permanent: true }, "skip_permanent: unknown parameter; did you mean skipPermanent?"],
    ["a wrong type", { skipPermanent: "yes" }, "skipPermanent: expected true or false, found a string"],
  ])("refuses %s before anything is opened", async (_, wrong, message) => {
    const { store, runId } = await failedRun();
    const result = await replayWith({ auth: unexpected }, { runId, ...wrong }, { store });
    expect(result).toMatchObject({ status: "fatal", reason: "bad_action_parameters" });
    expect(result.failures).toMatchObject([{ stage: "parameters", error: { message } }]);
  });

  it("refuses a run of another action, invalid parameters, and a missing store", async () => {
    const { store, runId } = await failedRun();
    const acme = createAcme();
    const other = Object.assign(() => acme.pushProfile(inputFor()), { ...acme.pushProfile, id: "push_job" });
    const ofOther = await replay(other, { runId, targetParameters }, { store });
    expect(ofOther.failures[0]?.error.message).toBe("runId: is of acme.push_profile, another action");
    const bad = await replayWith({}, { runId, targetParameters: { performAs: 5 } }, { store });
    expect(bad.reason).toBe("bad_target_parameters");
    const without = await replayWith({}, { runId }, {});
    expect(without.failures[0]?.error.message).toBe("store: a replay needs the `store` that the run was given");
  });

  it("refuses to deliver to another account than the run", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme({ write: writeExcept({ p1: apiError(503) }) }, {}, { store });
    const elsewhere = { ...targetParameters, performAs: "user-2" };
    const { runId } = result;
    const other = await replayWith({ auth: unexpected }, { runId, targetParameters: elsewhere }, { store });
    expect(other).toMatchObject({ status: "fatal", reason: "bad_target_parameters" });
    expect(other.failures[0]?.error.message).toMatch(/^targetParameters: belong to another account/);
    expect(await replayWith({}, { runId }, { store })).toMatchObject({ receipts: [{ id: "created-p1" }] });
  });

  it("is a read failure if the store cannot be read", async () => {
    const getItem = () => {
      throw new Error("locked");
    };
    const result = await replayWith({}, { runId: "any" }, { store: { ...createMemoryStore(), getItem } });
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure" });
    expect(result.failures[0]?.error).toMatchObject({
      code: "configuration",
      message: expect.stringMatching(/^could not read .* from the store: Error$/),
    });
  });

  it("ends by its deadline if the store hangs", async () => {
    const store = { ...createMemoryStore(), getItem: () => never };
    const result = await replayWith({}, { runId: "any" }, { store, deadlineMs: 20 });
    expect(result).toMatchObject({ status: "fatal", reason: "aborted", failures: [{ error: { code: "aborted" } }] });
  });

  it("is refused if the target cannot identify its account", async () => {
    const { store, runId } = await failedRun();
    const account = () => {
      throw new Error("boom");
    };
    expect(await replayWith({ account }, { runId }, { store })).toMatchObject({ reason: "bad_target_parameters" });
  });

  it("is refused if the dead letters were removed", async () => {
    const { store, runId } = await failedRun();
    await removeDeadLetters(store, { runId });
    expect(await deadLettersIn(store, runId)).toEqual([]);
    expect(await replayWith({ write: unexpected }, { runId }, { store })).toMatchObject({
      reason: "bad_action_parameters",
    });
  });
});

it("tries the item again as it was read, also if a format changed what it was given", async () => {
  const store = createMemoryStore();
  let isDown = true;
  const { pushProfile } = createAcme({
    write: async ({ name }) => {
      if (isDown) throw new Error("down");
      return { id: name };
    },
  });
  const format = (person: Person) => {
    person.reference += "!";
    return { name: person.reference };
  };
  const { originParameters, targetParameters, ...input } = inputFor({ format });
  const { runId } = await pushProfile({ ...input, originParameters, targetParameters }, { store });
  isDown = false;
  const { receipts } = await replay(pushProfile, { ...input, runId, targetParameters }, { store });
  expect(receipts.map(({ id }) => id)).toEqual(["p0!", "p1!", "p2!"]);
});

it("resolves whatever it is given", async () => {
  const { pushProfile } = createAcme();
  const given = { runId: Object.create(null), targetParameters: {} } as never;
  expect((await replay(pushProfile, given, { store: createMemoryStore() })).reason).toBe("bad_action_parameters");
});
