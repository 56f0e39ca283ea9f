import { ApiCallError, createMemoryStore, NetworkError } from "@hrflow-connectors/core";
import { shortenWaits } from "@hrflow-connectors/testing";
import { json, type Responder } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { envelope, refusal, storedProfile } from "../__fixtures__/hrflow";
import { apiSecret, apiUser, createSource, sourceKey, writeProfiles } from "../__fixtures__/profile-target";
import type { HrflowProfileItem } from "./profile-fields";
import type { HrflowProfileTargetParameters } from "./profile-target-parameters";

const [find, create, edit, parse] = [
  "GET /profile/indexing",
  "POST /profile/indexing",
  "PUT /profile/indexing",
  "POST /profile/parsing/file",
] as const;
const doneName = "hrflow_connectors_resume_sha256";
const pendingName = "hrflow_connectors_resume_pending";

const item: HrflowProfileItem = {
  reference: "person-1",
  info: { full_name: "Ada Example", email: "ada@example.com" },
  text: "Ada Example",
  created_at: "2026-01-02T03:04:05.000Z",
  experiences: [{ company: "Acme", title: "Baker", date_start: "2020-01-01T00:00:00" }],
  skills: [{ name: "Baking", type: "hard" }],
  tags: [{ name: "acme_stage", value: "Interview" }],
  labels: [{ board_key: "b".repeat(40), job_reference: "job-1", stage: "yes" }],
  resume: { id: "file-1", fileName: "ada.pdf" },
};

/** What the resume says: another address and stage than the ATS, more skills and experiences. */
const parsedFields = {
  text: "Ada Example, baker in Lyon since 2020",
  text_language: "en",
  info: { full_name: "A. Example", email: "old@example.com", phone: "+33123456789" },
  experiences: [
    { company: "ACME", title: "baker", date_start: "2020-03-01T00:00:00", description: "Bread." },
    { company: "Globex", title: "Apprentice", date_start: "2018-01-01T00:00:00" },
  ],
  skills: [
    { name: "baking", type: "hard" },
    { name: "Sales", type: "soft" },
  ],
  tags: [{ name: "referrer", value: null }],
};
const complete = {
  reference: "person-1",
  text: parsedFields.text,
  info: { full_name: "Ada Example", email: "ada@example.com", phone: "+33123456789" },
  experiences: [
    { company: "Acme", title: "Baker", date_start: "2020-01-01T00:00:00", description: "Bread." },
    { company: "Globex", title: "Apprentice" },
  ],
  skills: [{ name: "Baking" }, { name: "Sales" }],
  labels: [{ job_reference: "job-1", stage: "yes" }],
  metadatas: [{ name: doneName, value: expect.stringMatching(/^[0-9a-f]{64}$/) }],
};

/** What stays if HrFlow.ai only fills the empty fields of a stored profile with those of a file. */
const kept = {
  ...{ reference: "person-1", info: complete.info, experiences: item.experiences, labels: complete.labels },
  metadatas: complete.metadatas,
};

const pdf = (text = "%PDF-1.4 a resume") => new File([text], "ada.pdf", { type: "application/pdf" });
const files = { "file-1": () => pdf() };
const realTime = { key: sourceKey, name: "Careers", type: "api", subtype: "http_api", environment: "test" };
const source = (options: Parameters<typeof createSource>[0] = {}) =>
  createSource({ sources: [{ ...realTime, sync_parsing: true }], parseFile: () => parsedFields, ...options });
const queued = (options: Parameters<typeof createSource>[0] = {}) => source({ sources: [sourceKey], ...options });

let restore: () => void;
beforeEach(() => {
  restore = shortenWaits();
});
afterEach(() => restore());

const metadatasOf = (profile: Record<string, unknown> | undefined) =>
  ((profile?.metadatas ?? []) as { name: string }[]).map(({ name }) => name);

test("sends the file with what the ATS knows: lists as JSON text, no address of the file", async () => {
  const { hrflow, write } = source();
  await write([{ ...item, attachments: [{ public_url: "https://acme.example/private.pdf" }] }], {}, { files });

  const form = hrflow.requests.find(({ path }) => path === "/profile/parsing/file")?.form;
  const parts = Object.fromEntries(form ?? []);
  expect(parts).toEqual({
    file: expect.any(File),
    ...{ source_key: sourceKey, reference: "person-1", created_at: item.created_at, sync_parsing_indexing: "1" },
    ...{ tags: JSON.stringify(item.tags), labels: JSON.stringify(item.labels), metadatas: expect.any(String) },
  });
  expect(parts.file).toMatchObject({ name: "ada.pdf", type: "application/pdf" });
  const sent = hrflow.requests.filter(({ path, method }) => path === "/profile/indexing" && method !== "GET");
  expect(sent.map(({ json }) => Object.keys((json as { profile: object }).profile))).not.toContainEqual(
    expect.arrayContaining(["attachments"]),
  );
  expect(JSON.stringify(sent.map(({ json }) => json))).not.toContain("acme.example");
});

describe.each([
  ["fills empty fields", false],
  ["replaces all fields", true],
])("a resume whose parsing %s", (_, parsingReplaces) => {
  test("is merged at once if the source parses in real time: the ATS wins, lists are united", async () => {
    const { hrflow, write, calls } = source({ parsingReplaces });
    const { result } = await write([item], {}, { files });

    expect(calls()).toEqual([find, parse, edit]);
    expect(result).toMatchObject({ status: "success", receipts: [{ id: hrflow.state.profiles[0]?.key }] });
    expect(result.receipts[0]?.warnings).toBeUndefined();
    expect(hrflow.state.profiles).toMatchObject([complete]);
    expect(hrflow.state.profiles[0]?.tags).toEqual(expect.arrayContaining(item.tags ?? []));
  });

  test("is merged once it left the queue", async () => {
    const { hrflow, write } = queued({ parsingReplaces, parsedAfterMs: 4_000 });
    const { result } = await write([item], {}, { files });

    expect(result.receipts[0]?.warnings).toBeUndefined();
    expect(hrflow.state.profiles).toMatchObject([complete]);
  });

  test("is pending if it takes too long, and the next write completes it, also where existing profiles are left", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { hrflow, write, calls } = queued({ parsingReplaces, parsedAfterMs: 3_600_000, now: () => now });
    const first = await write([item], { onlyInsert: true }, { files });
    const [person] = hrflow.state.profiles;
    expect(first.result).toMatchObject({ status: "success", receipts: [{ id: person?.key }] });
    expect(first.result.receipts[0]?.warnings).toEqual([
      "the resume is pending: HrFlow.ai still parses it; the next run completes the profile",
    ]);
    expect(first.result.receipts[0]?.pending).toBe(true);
    expect(person).toMatchObject({ info: { email: "ada@example.com" } });

    now += 3_600_000;
    const second = await write([item], { onlyInsert: true }, { files });
    expect(second.result.receipts).toEqual([{ reference: "person-1", id: person?.key }]);
    expect(hrflow.state.profiles).toMatchObject([parsingReplaces ? complete : kept]);
    expect(calls().filter((call) => call === parse)).toHaveLength(1);
  });
});

describe.each([
  ["onlyInsert", { onlyInsert: true }],
  ["no flag", {}],
])("with %s, what people corrected", (_, flags) => {
  const settings = { parsingWaitMs: 0, ...flags };
  const corrected = { full_name: "Ada Corrected", email: "corrected@example.com" };

  test("stays while a resume is sent again, and once it is sent no more", async () => {
    const { hrflow, write, calls } = queued({ parsedAfterMs: Number.MAX_SAFE_INTEGER });
    await write([item], settings, { files });
    Object.assign(hrflow.state.profiles[0] ?? {}, { info: corrected });
    for (let run = 0; run < 7; run++) await write([item], settings, { files });

    expect(hrflow.state.profiles).toMatchObject([{ info: corrected }]);
    expect(calls().filter((call) => call === parse)).toHaveLength(5);
    const before = calls().length;
    expect((await write([item], settings, { files, dryRun: true })).result.plan?.counts).toMatchObject({ skip: 1 });
    await write([item], settings, { files });
    expect(calls().slice(before)).toEqual([find, find]);
  });

  test("stays if the item has no resume any more", async () => {
    const { hrflow, write, calls } = queued({ parsedAfterMs: Number.MAX_SAFE_INTEGER });
    await write([item], settings, { files });
    Object.assign(hrflow.state.profiles[0] ?? {}, { info: corrected });
    const { resume: _, ...person } = item;
    const { result } = await write([person], settings, { dryRun: true });
    expect(result.plan?.counts).toMatchObject({ skip: 1 });
    await write([person], settings);

    expect(hrflow.state.profiles).toMatchObject([{ info: corrected }]);
    expect(calls()).not.toContain(edit);
  });

  test("stays once the resume is parsed, which fills in the rest", async () => {
    let now = Date.UTC(2026, 2, 1, 12);
    const { hrflow, write } = queued({ parsedAfterMs: 3_600_000, now: () => now });
    await write([item], settings, { files });
    Object.assign(hrflow.state.profiles[0] ?? {}, { info: corrected });
    now += 3_600_000;
    await write([item], settings, { files });

    expect(hrflow.state.profiles).toMatchObject([{ info: corrected }]);
    expect(metadatasOf(hrflow.state.profiles[0])).toEqual([doneName]);
  });
});

test("an incremental run completes an unchanged person whose resume was still being parsed, and then reads it no more", async () => {
  let now = Date.UTC(2026, 2, 1, 12);
  const { hrflow, write, calls } = queued({ parsedAfterMs: 3_600_000, parsingReplaces: true, now: () => now });
  const store = createMemoryStore();
  const run = async () => (await write([item], { upsert: true }, { files, store, readMode: "incremental" })).result;
  expect(await run()).toMatchObject({ status: "success", receipts: [{ pending: true }], readFrom: null });

  now += 3_600_000;
  expect(await run()).toMatchObject({ events: { read_success: 1, write_success: 1 }, readFrom: item.created_at });
  expect(hrflow.state.profiles).toMatchObject([complete]);
  expect(calls().filter((call) => call === parse)).toHaveLength(1);
  expect(await run()).toMatchObject({ events: { read_success: 0 } });
});

test("a resume that is never parsed holds the cursor for a limited number of runs", async () => {
  const { write, calls } = queued({ parsedAfterMs: Number.MAX_SAFE_INTEGER });
  const store = createMemoryStore();
  const run = async () =>
    (
      await write(
        [item],
        { upsert: true, parsingWaitMs: 0 },
        // HrFlow.ai's own limit is lower.
        { files, store, readMode: "incremental", maxAttempts: 9 },
      )
    ).result;
  for (let sent = 1; sent <= 5; sent++) expect((await run()).receipts).toMatchObject([{ pending: true }]);
  const last = await run();
  expect(last.receipts[0]).not.toHaveProperty("pending");
  expect(last.readFrom).toBe(item.created_at);
  expect(calls().filter((call) => call === parse)).toHaveLength(5);
});

test("the same file is parsed once, however often its profile is written", async () => {
  const { hrflow, write, calls } = source();
  for (let run = 0; run < 3; run++) await write([item], { upsert: true }, { files });

  expect(calls()).toEqual([find, parse, edit, find, find]);
  expect(hrflow.state.profiles[0]?.attachments).toHaveLength(1);
});

test.each([true, false])("another file is parsed again, into what is known: %s", async (parsingReplaces) => {
  const { hrflow, write, calls } = source({ parsingReplaces });
  await write([item], { upsert: true }, { files });
  await write([item], { upsert: true }, { files: { "file-1": () => pdf("%PDF-1.4 newer") } });

  expect(calls().filter((call) => call === parse)).toHaveLength(2);
  expect(hrflow.state.profiles).toMatchObject([complete]);
  expect(metadatasOf(hrflow.state.profiles[0])).toEqual([doneName]);
});

test("a queued file is merged into a stored profile once its files change", async () => {
  const { hrflow, write, calls } = queued({ parsedAfterMs: 4_000, parsingReplaces: true });
  await write([item], { upsert: true }, { files });
  const newer = { "file-1": () => pdf("%PDF-1.4 newer") };
  const { result } = await write([item], { upsert: true }, { files: newer });

  expect(result.receipts[0]?.warnings).toBeUndefined();
  expect(hrflow.state.profiles).toMatchObject([{ ...complete, attachments: [{}, {}] }]);
  expect(calls().filter((call) => call === parse)).toHaveLength(2);
});

test.each([true, false])("a resume is parsed into a profile that another tool stored: %s", async (parsingReplaces) => {
  const attachments = [{ type: "resume", alt: "1".repeat(40), public_url: "https://files.example.com/old.pdf" }];
  const stored = { source_key: sourceKey, reference: "person-1", info: {}, text: "Old resume", attachments };
  const { hrflow, write, calls } = source({ profiles: [stored], parsingReplaces });
  await write([item], { upsert: true }, { files });

  expect(calls()).toEqual([find, edit, parse, edit]);
  const { text: _, ...rest } = complete;
  expect(hrflow.state.profiles).toMatchObject([parsingReplaces ? rest : kept]);
  expect(hrflow.state.profiles[0]?.attachments).toHaveLength(2);
});

test("an edit of the ATS does not undo what a resume added", async () => {
  const { hrflow, write } = source();
  await write([item], { upsert: true }, { files });
  const moved = { ...item, tags: [{ name: "acme_stage", value: "Hired" }], experiences: [], skills: [] };
  await write([moved], { upsert: true }, { files });

  expect(hrflow.state.profiles).toMatchObject([{ ...complete, tags: expect.arrayContaining(moved.tags) }]);
});

test("a resume is fetched before the profile is read, so that an edit undoes nothing that others changed meanwhile", async () => {
  const { write, calls } = source();
  let before: string[] | undefined;
  const opened = () => {
    before = calls();
    return pdf();
  };
  await write([item], { upsert: true }, { files: { "file-1": opened } });

  expect(before).toEqual([]);
});

test("a resume is sent once in a write, also if the profile shows up meanwhile", async () => {
  const url = "https://api.hrflow.ai/v1/profile";
  const routes = [
    `GET ${url}/indexing`,
    `POST ${url}/parsing/file`,
    `POST ${url}/indexing`,
    `PUT ${url}/indexing`,
  ] as const;
  const [findRoute, parseRoute, createRoute, editRoute] = routes;
  const used = "Cannot create profile with this reference: person-1. Already used!";
  const { calls, result } = await writeProfiles(
    [item],
    {
      [findRoute]: [json(refusal(400, "Unable to find object: profile"), 400), json(envelope(storedProfile))],
      [parseRoute]: json(envelope([], 202), 202),
      [createRoute]: json(refusal(400, used), 400),
      [editRoute]: json(envelope(storedProfile)),
    },
    { upsert: true, parsingWaitMs: 0 },
    { files },
  );

  expect(calls()).toEqual([findRoute, parseRoute, createRoute, findRoute, editRoute]);
  expect(result.receipts).toMatchObject([{ id: storedProfile.key, pending: true }]);
});

describe("onlyEditFields", () => {
  test("without resume leaves the stored profile's resume alone", async () => {
    const { write, calls } = source();
    const { resume: _, ...person } = item;
    await write([person]);
    await write([item], { edit: true, onlyEditFields: ["tags"] }, { files });

    expect(calls()).not.toContain(parse);
  });

  test("with resume parses it, and leaves contact data alone", async () => {
    const { hrflow, write } = source({ parsingReplaces: true });
    const { resume: _, ...person } = item;
    await write([person]);
    const other = { ...item, info: { full_name: "Other", email: "other@example.com" } };
    await write([other], { edit: true, onlyEditFields: ["resume"] }, { files });

    expect(hrflow.state.profiles).toMatchObject([{ info: complete.info, skills: complete.skills }]);
  });
});

describe("a resume costs the resume and not the person", () => {
  const brokenFile = () => {
    throw new Error("the file is gone");
  };

  test("if the origin cannot open it", async () => {
    const { hrflow, write, calls } = source();
    const { result } = await write([item], {}, { files: { "file-1": brokenFile } });

    expect(calls()).toEqual([find, create]);
    expect(result).toMatchObject({ status: "success" });
    expect(result.receipts[0]?.warnings).toEqual([expect.stringContaining("the resume was not sent: ")]);
    expect(hrflow.state.profiles).toMatchObject([{ reference: "person-1" }]);
  });

  test.each<[string, Partial<HrflowProfileTargetParameters>]>([
    ["where existing profiles are left as they are", {}],
    ["where they are edited", { upsert: true }],
    ["where some fields are edited, without the resume", { upsert: true, onlyEditFields: ["info"] }],
  ])("for the moment if its server is down, and the next incremental run adds it %s", async (_, parameters) => {
    const { hrflow, write, calls } = source({ parsingReplaces: true });
    const store = createMemoryStore();
    let isDown = true;
    const open = () => {
      if (isDown) throw new NetworkError("the file server is down");
      return pdf();
    };
    const run = async () =>
      (await write([item], parameters, { files: { "file-1": open }, store, readMode: "incremental" })).result;
    const first = await run();
    expect(first).toMatchObject({ status: "success", receipts: [{ pending: true }], readFrom: null });
    expect(first.receipts[0]?.warnings).toEqual([expect.stringContaining("the resume was not sent yet: ")]);
    expect(hrflow.state.profiles).toMatchObject([{ reference: "person-1", info: item.info }]);
    expect((await run()).receipts).toMatchObject([{ pending: true }]);
    isDown = false;
    const last = await run();
    expect(last).toMatchObject({ status: "success", readFrom: item.created_at });
    expect(last.receipts[0]).not.toHaveProperty("pending");
    expect(calls().filter((call) => call === parse)).toHaveLength(1);
    expect(hrflow.state.profiles).toMatchObject([{ info: complete.info, skills: complete.skills }]);
    expect(metadatasOf(hrflow.state.profiles[0])).toEqual([doneName]);
    expect(await run()).toMatchObject({ events: { read_success: 0 } });
  });

  test("for the moment if the origin refuses its own credential, and for good if it has no such file", async () => {
    const refused = (status: number) => () => {
      throw new ApiCallError({ method: "GET", url: "https://lists.example/file", status });
    };
    for (const [status, pending] of [
      [401, true],
      [503, true],
      [403, undefined],
      [404, undefined],
    ] as const) {
      const { write } = source();
      const { result } = await write(
        [item, { ...item, reference: "person-2" }],
        {},
        { files: { "file-1": refused(status) } },
      );
      expect(result).toMatchObject({ status: "success", events: { write_success: 2 } });
      expect(result.receipts.map((receipt) => receipt.pending)).toEqual([pending, pending]);
    }
  });

  test("if its address is not public", async () => {
    const { write, calls } = source();
    const { result } = await write([{ ...item, resume: { url: "http://127.0.0.1/ada.pdf" } }]);

    expect(calls()).toEqual([find, create]);
    expect(result.receipts[0]?.warnings).toEqual([expect.stringContaining("the resume was not sent: ")]);
  });

  test("if HrFlow.ai parses no such files", async () => {
    const { write, calls } = source();
    const { result } = await write([item], {}, { files: { "file-1": () => new File(["Ada"], "ada.txt") } });

    expect(calls()).toEqual([find, create]);
    expect(result.receipts[0]?.warnings).toEqual(["the resume was not sent: HrFlow.ai parses no .txt files"]);
  });

  test("if HrFlow.ai refuses it: it is not sent again until it changes", async () => {
    const { hrflow, write, calls } = source({ parseFile: () => null });
    const first = await write([item], { upsert: true }, { files });
    const second = await write([item], { upsert: true }, { files });

    expect(calls()).toEqual([find, parse, create, find]);
    expect(first.result.receipts[0]?.warnings).toEqual([
      expect.stringMatching(/^the resume was not added: .*could not be parsed/),
    ]);
    expect(second.result.receipts[0]?.warnings).toBeUndefined();
    expect(metadatasOf(hrflow.state.profiles[0])).toEqual([doneName]);
  });

  test.each([
    ["429", { kind: "status", status: 429 } as const, 5],
    ["500", { kind: "status", status: 500 } as const, 1],
    ["a lost response", { kind: "reset", when: "after" } as const, 1],
  ])("after %s, and the next write adds it", async (_, fault, times) => {
    const { hrflow, write } = source({ parsingReplaces: true });
    hrflow.injectFault(fault, { path: "/profile/parsing/file", times });
    const first = await write([item], { upsert: true }, { files });
    expect(first.result.status).toBe("success");
    expect(first.result.receipts[0]?.warnings).toEqual([
      expect.stringMatching(/^the resume (was not added|may be missing): /),
    ]);
    hrflow.clearFaults();
    await write([item], { upsert: true }, { files });

    expect(hrflow.state.profiles).toMatchObject([complete]);
    expect(hrflow.state.profiles[0]?.attachments).toHaveLength(1);
  });

  test("as long as the quota is used up, however often it is written", async () => {
    const { hrflow, write, calls } = source({ parsingReplaces: true });
    hrflow.injectFault({ kind: "status", status: 402 }, { path: "/profile/parsing/file", times: 7 });
    for (let run = 0; run < 7; run++) {
      const { result } = await write([item], { upsert: true }, { files });
      expect(result.receipts[0]?.warnings).toEqual([expect.stringMatching(/^the resume was not added: /)]);
    }
    await write([item], { upsert: true }, { files });

    expect(calls().filter((call) => call === parse)).toHaveLength(8);
    expect(hrflow.state.profiles).toMatchObject([complete]);
  });

  test("if it is never parsed: it is sent five times at most", async () => {
    const { hrflow, write, calls } = queued({ parseFile: () => null });
    const warnings: unknown[] = [];
    for (let run = 0; run < 7; run++) {
      const { result } = await write([item], { upsert: true, parsingWaitMs: 0 }, { files });
      warnings.push(result.receipts[0]?.warnings?.[0]);
    }
    expect(calls().filter((call) => call === parse)).toHaveLength(5);
    expect(warnings.slice(5)).toEqual(
      Array(2).fill("the resume was sent 5 times and never parsed: it is not sent again until it changes"),
    );
    expect(metadatasOf(hrflow.state.profiles[0])).toEqual([pendingName]);

    const { result } = await write([item], { upsert: true }, { files: { "file-1": () => pdf("%PDF-1.4 newer") } });
    expect(result.status).toBe("success");
    expect(calls().filter((call) => call === parse)).toHaveLength(6);
  });
});

test("a run that is stopped while it waits for the queue is continued by the next one", async () => {
  const { hrflow, write } = queued({ parsedAfterMs: 4_000 });
  const controller = new AbortController();
  const onEvent = ({ type, ...event }: { type: string; method?: string; url?: string }) => {
    if (type === "http.response" && event.url?.endsWith("/profile/parsing/file")) controller.abort();
  };
  const first = await write([item], {}, { files, signal: controller.signal, onEvent });
  expect(first.result).toMatchObject({ status: "fatal", reason: "aborted" });
  const second = await write([item], {}, { files });

  expect(second.result.status).toBe("success");
  expect(hrflow.state.profiles).toMatchObject([complete]);
});

describe.each([
  ["in real time", {}],
  ["from a queue", { sources: [sourceKey], parsedAfterMs: 4_000 }],
])("with files parsed %s", (_, options) => {
  test.each([0, 1, 2, 3, 4, 5])("a run that dies after response %i loses and doubles nothing", async (responses) => {
    const { hrflow, write } = source({ parsingReplaces: true, ...options });
    const controller = new AbortController();
    let seen = 0;
    const onEvent = ({ type }: { type: string }) => {
      if (type === "http.response" && seen++ === responses) controller.abort();
    };
    await write([item], { upsert: true }, { files, signal: controller.signal, onEvent });
    await write([item], { upsert: true }, { files });
    const { result } = await write([item], { upsert: true }, { files });

    expect(result.status).toBe("success");
    expect(result.receipts[0]?.warnings).toBeUndefined();
    expect(hrflow.state.profiles).toMatchObject([complete]);
  });
});

test("a key that may not parse ends the run with HrFlow.ai's message", async () => {
  const { hrflow, write } = source();
  const body = refusal(401, `Unauthorized. Invalid secret key: ${apiSecret} for permission: write`);
  hrflow.injectFault({ kind: "status", status: 401, body }, { path: "/profile/parsing/file", times: 9 });
  const { result } = await write([item], {}, { files });

  expect(result).toMatchObject({
    ...{ status: "fatal", reason: "write_failure", receipts: [] },
    failures: [{ error: { status: 401 } }],
  });
  expect(JSON.stringify(result)).not.toContain(apiSecret);
});

describe("the response to a file", () => {
  const url = "https://api.hrflow.ai/v1/profile";
  const routes = { find: `GET ${url}/indexing`, create: `POST ${url}/indexing`, edit: `PUT ${url}/indexing` };
  const run = (response: Responder) =>
    writeProfiles(
      [item],
      {
        [routes.find]: json(refusal(400, "Unable to find object: profile"), 400),
        [routes.create]: json(envelope(storedProfile, 201), 201),
        [`POST ${url}/parsing/file`]: response,
        [routes.edit]: json(envelope(storedProfile)),
      },
      { apiSecret, apiUser, parsingWaitMs: 0 },
      { files },
    );

  test("may hold the profile also if it says that the file was queued", async () => {
    const { calls, result } = await run(json(envelope({ profile: storedProfile }, 202), 202));

    expect(calls().at(-1)).toBe(routes.edit);
    expect(result.receipts[0]?.warnings).toBeUndefined();
  });

  test.each<[string, Responder, string]>([
    ["has no data", json({ code: 201, message: "OK" }, 201), "without the state of the parsing"],
    ["fails in the envelope alone", json(refusal(500, "Oops.")), "Oops."],
    [
      "holds another profile",
      json(envelope({ profile: { ...storedProfile, reference: "x" } }, 201), 201),
      "is pending",
    ],
  ])("that %s is a warning, and the person is created", async (_, response, message) => {
    const { calls, result } = await run(response);

    expect(calls()).toEqual([routes.find, `POST ${url}/parsing/file`, routes.create]);
    expect(result.receipts[0]?.warnings).toEqual([expect.stringContaining(message)]);
  });
});

test.each([-1, 1.5, 600_001])("refuses to wait %d ms before any request", async (parsingWaitMs) => {
  const { result, calls } = await writeProfiles([item], {}, { parsingWaitMs });

  expect(calls()).toEqual([]);
  expect(result.failures).toMatchObject([{ reference: "targetParameters.parsingWaitMs" }]);
});
