import type { RunResult } from "@hrflow-connectors/core";
import { changesOf } from "@hrflow-connectors/core/connector";
import { createHrflowFake } from "@hrflow-connectors/testing/fakes";
import { json } from "@hrflow-connectors/testing/vitest";
import { describe, expect, test } from "vitest";
import { boardKey, envelope, findRoute, writeJobs } from "../__fixtures__/hrflow";
import { apiSecret, apiUser, createSource } from "../__fixtures__/profile-target";
import type { HrflowJobItem } from "./hrflow-jobs";
import type { HrflowJobsParameters } from "./job-parameters";
import type { HrflowProfileItem } from "./profile-fields";
import type { HrflowProfileTargetParameters } from "./profile-target-parameters";

/** The items of a plan as `[action, reference, fields that change]`. */
const planned = ({ plan }: RunResult) =>
  plan?.items.map(({ action, reference, changes }) => [
    action,
    reference,
    ...(changes ? [changes.map(({ field }) => field)] : []),
  ]);
/** What changed at the target, but for its own times. */
const differences = (before: object | undefined, after: object | undefined) =>
  changesOf(before ?? {}, after ?? {}).filter(({ field }) => field !== "updated_at");
const notesOf = ({ plan }: RunResult) => plan?.items.map(({ notes }) => notes?.join("; "));

describe("the plan of jobs", () => {
  const job = (reference: string, name = reference): HrflowJobItem => ({
    ...{ reference, name, location: { text: "Lyon" }, sections: [] },
  });
  const jobs = [job("same"), job("other", "Baker"), job("new"), job("old")];
  const stored = (reference: string, more = {}) => ({ ...job(reference), board_key: boardKey, ...more });

  function createBoard() {
    const fake = createHrflowFake({
      accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
      boards: [boardKey],
      jobs: [stored("same"), stored("other"), stored("old", { archived_at: "2026-01-01T00:00:00+0000" })],
      strict: true,
    });
    const write = (items: HrflowJobItem[], parameters: Partial<HrflowJobsParameters>, dryRun: boolean) =>
      writeJobs(items, {}, { apiSecret, ...parameters }, { fetch: fake.fetch, dryRun });
    const snapshot = () => fake.state.jobs.map((one) => structuredClone(one));
    return { fake, write, snapshot };
  }

  test("creates, and leaves what the board holds with a note", async () => {
    const { fake, write, snapshot } = createBoard();
    const before = snapshot();
    const { result } = await write(jobs, {}, true);
    expect(planned(result)?.sort()).toEqual([
      ["create", "new"],
      ["create", "old"],
      ["skip", "other"],
      ["skip", "same"],
    ]);
    const left = result.plan?.items.find(({ reference }) => reference === "other");
    expect(left).toMatchObject({
      id: before.find(({ reference }) => reference === "other")?.key,
      notes: ["left as it is, since updateContent is not set"],
    });
    expect(snapshot()).toEqual(before);
    expect([...new Set(fake.requests.map(({ method }) => method))]).toEqual(["GET"]);

    await write(jobs, {}, false);
    const live = fake.state.jobs.filter(({ archived_at }) => archived_at === null);
    expect(live.map(({ reference, name }) => [reference, name]).sort()).toEqual([
      ["new", "new"],
      ["old", "old"],
      ["other", "other"],
      ["same", "same"],
    ]);
  });

  test("names the fields that an update changes, and the run changes these alone", async () => {
    const { fake, write, snapshot } = createBoard();
    const { result } = await write(jobs, { updateContent: true }, true);
    expect(result.plan?.counts).toEqual({ create: 2, update: 2, skip: 0, archive: 0 });
    expect(result.plan?.items).toContainEqual({
      ...{ reference: "other", action: "update", id: expect.any(String) },
      changes: [{ field: "name", from: "other", to: "Baker" }],
    });
    expect(fake.requests.every(({ method }) => method === "GET")).toBe(true);

    const before = snapshot().find(({ reference }) => reference === "other");
    await write(jobs, { updateContent: true }, false);
    const after = fake.state.jobs.find(({ reference }) => reference === "other");
    expect(differences(before, after)).toEqual([{ field: "name", from: "other", to: "Baker" }]);
  });

  test("creates one of two items that a format gives one reference", async () => {
    const { fake } = createBoard();
    const format = (item: HrflowJobItem) => ({ ...item, reference: "shared" });
    const run = (dryRun: boolean) =>
      writeJobs([job("a"), job("b")], {}, { apiSecret }, { fetch: fake.fetch, format, dryRun });
    const { result } = await run(true);
    expect(result.plan?.counts).toMatchObject({ create: 1, skip: 1 });
    expect(notesOf(result)?.join()).toContain("was written with the same reference");
    await run(false);
    expect(fake.state.jobs.filter(({ reference }) => reference === "shared")).toHaveLength(1);
  });

  test("says that an archived job may be restored in place of a create", async () => {
    const responses = { [findRoute]: json(envelope(stored("old", { key: "k", archived_at: "2026-01-01T00:00:00" }))) };
    const { result } = await writeJobs([job("old")], responses, {}, { dryRun: true });
    expect(result.plan?.items).toMatchObject([
      { action: "create", notes: [expect.stringContaining("the board holds an archived job of this reference")] },
    ]);
  });

  test("says that texts would be parsed, and parses none", async () => {
    const { fake, write } = createBoard();
    const { result } = await write([job("new")], { enrichWithParsing: true }, true);
    expect(notesOf(result)).toEqual(["its texts would be parsed, which may add to it"]);
    expect(fake.requests.map(({ path }) => path)).toEqual(["/job/indexing"]);
  });
});

describe("the plan of profiles", () => {
  const person = (reference: string, email = "ada@example.com"): HrflowProfileItem => ({
    ...{ reference, info: { full_name: "Ada Example", email }, text: "Ada" },
  });
  const people = [person("same"), person("other", "new@example.com"), person("new")];
  const files = { "file-1": () => new File(["%PDF-1.4 a resume"], "ada.pdf", { type: "application/pdf" }) };

  /** A source with two people, and what changes in it. */
  async function createPeople() {
    const source = createSource({ parseFile: () => ({ text: "parsed" }) });
    await source.write([person("same"), person("other")]);
    let seen = source.calls().length;
    /** The requests since the last call. */
    const newCalls = () => {
      const calls = source.calls().slice(seen);
      seen += calls.length;
      return calls;
    };
    const contents = () => source.hrflow.state.profiles.map(({ updated_at, ...one }) => structuredClone(one));
    const plan = async (items: HrflowProfileItem[], parameters: Partial<HrflowProfileTargetParameters> = {}) => {
      const before = contents();
      const { result } = await source.write(items, parameters, { dryRun: true, files });
      expect(newCalls().filter((call) => !call.startsWith("GET "))).toEqual([]);
      expect(contents()).toEqual(before);
      return result;
    };
    return { ...source, plan, contents, newCalls };
  }

  test("creates, and leaves what the source holds, with a note unless that is asked for", async () => {
    const { plan, write, contents } = await createPeople();
    const result = await plan(people);
    expect(planned(result)?.sort()).toEqual([
      ["create", "new"],
      ["skip", "other"],
      ["skip", "same"],
    ]);
    expect(notesOf(result)).toContain("left as it is, since neither upsert nor edit is set");
    expect(notesOf(await plan(people, { onlyInsert: true }))).toEqual([undefined, undefined, undefined]);

    const before = contents();
    await write(people);
    expect(contents().slice(0, 2)).toEqual(before);
    expect(contents()[2]).toMatchObject({ reference: "new" });
  });

  test("names the fields that an upsert changes, and the run changes these alone", async () => {
    const { plan, write, contents, newCalls } = await createPeople();
    const result = await plan(people, { upsert: true });
    expect(planned(result)?.sort()).toEqual([
      ["create", "new"],
      ["skip", "same"],
      ["update", "other", ["info.email"]],
    ]);
    expect(result.plan?.items.find(({ action }) => action === "update")?.changes).toEqual([
      { field: "info.email", from: "ada@example.com", to: "new@example.com" },
    ]);

    const other = contents().find(({ reference }) => reference === "other");
    await write(people, { upsert: true });
    expect(newCalls().filter((call) => call.startsWith("PUT "))).toHaveLength(1);
    const after = contents().find(({ reference }) => reference === "other");
    expect(differences(other, after)).toEqual(result.plan?.items.find(({ action }) => action === "update")?.changes);
  });

  test("leaves out what onlyEditFields does not name", async () => {
    const { plan } = await createPeople();
    const result = await plan([person("other", "new@example.com")], { upsert: true, onlyEditFields: ["text"] });
    expect(planned(result)).toEqual([["skip", "other"]]);
  });

  test.each([false, true])("fails for an absent profile that is to be edited, as the run does", async (dryRun) => {
    const { write } = await createPeople();
    const { result } = await write(people, { edit: true }, { dryRun });
    expect(result.failures).toMatchObject([
      {
        reference: "new",
        error: { message: "the source has no profile with this reference, and edit creates none" },
      },
    ]);
  });

  test.each([false, true])("fails for a profile without a reference, as the run does", async (dryRun) => {
    const { write } = await createPeople();
    const { result } = await write([{ ...person(" "), key: "k" }], {}, { dryRun });
    expect(result.failures[0]?.error.message).toContain("the profile has no reference");
  });

  test("says that a resume would be parsed, and downloads none", async () => {
    const { plan, write, newCalls } = await createPeople();
    const resume = { id: "file-1", fileName: "ada.pdf" };
    const items = people.map((one) => ({ ...one, resume }));
    const result = await plan(items, { upsert: true });
    expect(result.plan?.counts).toMatchObject({ create: 1, update: 2 });
    expect(notesOf(result)).toEqual(Array(3).fill("its resume would be parsed, which may add to it"));
    await write(items, { upsert: true }, { files });
    expect(newCalls().filter((call) => call === "POST /profile/parsing/file")).toHaveLength(3);

    const second = await plan(items, { upsert: true });
    expect(second.plan?.counts).toMatchObject({ skip: 3 });
    expect(notesOf(second)?.[0]).toContain("its resume would be parsed if it is another file than before");
    await write(items, { upsert: true }, { files });
    expect(newCalls().every((call) => call.startsWith("GET "))).toBe(true);
  });

  test("creates one of two items that a format gives one reference", async () => {
    const { hrflow, write } = await createPeople();
    const format = (item: HrflowProfileItem) => ({ ...item, reference: "shared" });
    const items = [person("a"), person("b")];
    const { result } = await write(items, {}, { format, dryRun: true });
    expect(result.plan?.counts).toMatchObject({ create: 1, skip: 1 });
    await write(items, {}, { format });
    expect(hrflow.state.profiles.filter(({ reference }) => reference === "shared")).toHaveLength(1);
  });
});
