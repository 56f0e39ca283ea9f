import { broken, hang, json, type Responder, stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRoute, envelope, findRoute, refusal, storedJob, updateRoute, writeJobs } from "../__fixtures__/hrflow";
import type { HrflowJobItem } from "./hrflow-jobs";

const parseRoute = "POST https://api.hrflow.ai/v1/text/parsing";

const item: HrflowJobItem = {
  reference: "job-1",
  name: "Baker",
  location: { text: "Lyon", lat: null, lng: null },
  summary: "We bake.",
  sections: [{ name: "lever_closing", title: "Closing", description: "Write to us." }],
  skills: [{ name: "Baking", type: "hard" }],
  tags: [{ name: "lever_team", value: "Kitchen" }],
};
const missing = json(refusal(400, "Unable to find object: job"), 400);
const created = json(envelope({ ...storedJob, key: "new-key" }, 201), 201);
const parsed = (job: object) => json(envelope([{ job: { key: "", board_key: "", reference: null, ...job } }]));

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** What is stored of a job that HrFlow.ai parses, and how the run ends. */
async function enrich(parse: Responder, job: HrflowJobItem = item) {
  const responses = { [findRoute]: missing, [createRoute]: created, [parseRoute]: parse };
  const { result, sent, calls } = await writeJobs([job], responses, { enrichWithParsing: true });
  const bodyOf = (route: string) => sent[calls().indexOf(route)]?.body;
  const stored = (bodyOf(createRoute) as { job: HrflowJobItem } | undefined)?.job;
  return { result, sent, calls: calls(), asked: bodyOf(parseRoute), stored };
}

test("parses the job's texts in one request, each once", async () => {
  const { asked, calls } = await enrich(parsed({}), { ...item, requirements: "We bake." });
  expect(asked).toEqual({ texts: ["Baker\nWe bake.\nClosing\nWrite to us."], output_object: "job" });
  expect(calls).toEqual([findRoute, parseRoute, createRoute]);
});

test("keeps what the ATS gave, and fills what it left open", async () => {
  const { stored } = await enrich(
    parsed({
      ...{ name: "Head of everything", summary: "Other.", culture: "Friendly.", url: " https://example.com/job " },
      ...{ sections: [{ name: "x", title: "x", description: "x" }], location: { text: "Paris", lat: 1, lng: 2 } },
    }),
  );
  expect(stored).toEqual({ ...item, culture: "Friendly.", url: "https://example.com/job" });
});

test("takes the place and the sections of the parse if the ATS gave none", async () => {
  const place = { text: "Paris", lat: 48.8, lng: 2.3 };
  const sections = [{ name: "tasks", title: "Tasks", description: "Bake." }];
  const job = { ...item, location: { text: " ", lat: null, lng: null }, sections: [] };
  const { stored } = await enrich(parsed({ location: place, sections }), job);
  expect(stored).toMatchObject({ location: place, sections });
});

test("unites lists: what is there already, in whatever spelling, is not added", async () => {
  const { stored } = await enrich(
    parsed({
      skills: [
        { name: "baking ", type: "soft" },
        { name: "Sales", type: "soft" },
        { name: "SALES", type: "hard" },
      ],
      languages: [{ name: "French", value: null }],
      tags: [
        { name: "referrer", value: null },
        { name: "lever_team", value: "kitchen" },
        { name: "lever_team", value: "Bar" },
      ],
      courses: null,
    }),
  );
  expect(stored).toEqual({
    ...item,
    skills: [...(item.skills ?? []), { name: "Sales", type: "soft" }],
    languages: [{ name: "French", value: null }],
    tags: [...(item.tags ?? []), { name: "lever_team", value: "Bar" }],
  });
});

test("stores no parsed entry without a name, for which HrFlow.ai would refuse the job", async () => {
  const { stored } = await enrich(
    parsed({ skills: [{ name: null, type: "hard" }, { name: "Sales" }], languages: [{}], tags: [{ value: "x" }] }),
  );
  expect(stored).toMatchObject({ skills: [...(item.skills ?? []), { name: "Sales", type: null }], tags: item.tags });
  expect(stored?.languages ?? []).toEqual([]);
});

test("never takes identity or dates from the parse: an empty key would be stored", async () => {
  const board = { key: "b", name: "Board" };
  const managed = { id: 7, board, archive: null, archived_at: "2026-01-01", created_at: "2026-01-01", updated_at: "x" };
  const { stored } = await enrich(parsed({ ...managed, reference: "other", unknown: "field" }));
  expect(stored).toEqual(item);
});

test.each([
  ["403", json(refusal(403, "Forbidden."), 403)],
  ["401", json(refusal(401, "Unauthorized."), 401)],
  ["500", json(refusal(500, "Oops."), 500)],
  ["a broken connection", broken("ECONNRESET")],
  ["no list", json(envelope(null))],
  ["a failure in the envelope alone", json(refusal(500, "Oops."))],
  ["no job", json(envelope([{ text: "We bake." }]))],
  ["an empty list", json(envelope([]))],
])("stores the job as it is if parsing ends with %s, with a warning on the receipt", async (_, parse) => {
  const { result, stored } = await enrich(parse);
  expect(stored).toEqual(item);
  expect(result).toMatchObject({ status: "success", events: { write_success: 1, write_failure: 0 } });
  expect(result.receipts).toEqual([
    {
      ...{ reference: "job-1", id: "new-key" },
      warnings: [expect.stringContaining("the job was stored without what its text says: ")],
    },
  ]);
});

test.each<[string, Partial<HrflowJobItem>]>([
  ["has only a name", { summary: null, sections: [] }],
  ["has only blanks", { summary: " \n", sections: [{ name: "x", title: "", description: " " }] }],
])("asks for no parse of a job that %s", async (_, changes) => {
  const { calls } = await enrich(parsed({}), { ...item, ...changes });
  expect(calls).toEqual([findRoute, createRoute]);
});

test.each([
  ["may be updated", true, 503, true],
  ["is left as it is once it exists", false, 503, undefined],
  ["HrFlow.ai refuses to parse", true, 422, undefined],
])("is pending if the parse may succeed later and help: a job that %s", async (_, updateContent, status, pending) => {
  const responses = {
    [findRoute]: missing,
    [createRoute]: created,
    [parseRoute]: json(refusal(status, "No."), status),
  };
  const { result } = await writeJobs([item], responses, { enrichWithParsing: true, updateContent });
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "new-key", warnings: [expect.any(String)] }] });
  expect(result.receipts[0]?.pending).toBe(pending);
});

test("asks for no parse of a job that is left as it is", async () => {
  const { calls } = await writeJobs([item], { [findRoute]: json(envelope(storedJob)) }, { enrichWithParsing: true });
  expect(calls()).toEqual([findRoute]);
});

test("asks for no parse unless told to", async () => {
  const { calls } = await writeJobs([item], { [findRoute]: missing, [createRoute]: created });
  expect(calls()).toEqual([findRoute, createRoute]);
});

test("creates nothing if the run is stopped while a job is parsed", async () => {
  vi.useRealTimers();
  const stop = new AbortController();
  const responses = { [findRoute]: missing, [createRoute]: created, [parseRoute]: hang(() => stop.abort()) };
  const options = { signal: stop.signal };
  const { result, calls } = await writeJobs([item], responses, { enrichWithParsing: true }, options);
  expect(result).toMatchObject({ status: "fatal", reason: "aborted" });
  expect(calls()).toEqual([findRoute, parseRoute]);
});

test("parses once a job that is created by somebody else meanwhile", async () => {
  const used = json(refusal(400, "Cannot create job with this reference: job-1. Already used!"), 400);
  const { calls, sent } = await writeJobs(
    [item],
    {
      [findRoute]: [missing, json(envelope(storedJob))],
      ...{ [createRoute]: used, [updateRoute]: json(envelope(storedJob)) },
      [parseRoute]: parsed({ culture: "Friendly." }),
    },
    { enrichWithParsing: true, updateContent: true },
  );
  expect(calls()).toEqual([findRoute, parseRoute, createRoute, findRoute, updateRoute]);
  expect(sent.at(-1)?.body).toMatchObject({ job: { culture: "Friendly.", key: storedJob.key } });
});
