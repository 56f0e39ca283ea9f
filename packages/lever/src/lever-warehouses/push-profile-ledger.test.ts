import { createMemoryStore } from "@hrflow-connectors/core";
import { type Answer, broken, empty, file, json, stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  byApiKey,
  created,
  createRoute,
  postingTags,
  production,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
  storedProfile,
} from "../__fixtures__/lever";

const lookUpRoute = `GET ${production}/opportunities`;
const createdAt = Date.UTC(2024, 4, 6, 7, 8, 9);

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** A page of opportunities, each of the stored person unless it says otherwise. */
const found = (...opportunities: object[]) =>
  json({
    data: opportunities.map((opportunity, index) => ({
      id: `found-${index + 1}`,
      name: "Ada Example",
      emails: ["ADA@example.com"],
      phones: [{ value: "+33600000000" }],
      contact: "contact-1",
      ...opportunity,
    })),
    hasNext: false,
  });

function run(answers: Record<string, Answer | Answer[]>, store = createMemoryStore(), more: object = {}) {
  return push({ [profileRoute]: profile(), ...answers }, byApiKey, { store }, more);
}

test("the same push again sends nothing and answers the same receipt", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const { result, calls } = await run({}, store);

  expect(calls()).toEqual([profileRoute]);
  expect(result).toMatchObject({ status: "success", events: { write_success: 1 } });
  expect(result.receipts).toEqual([receipt("opportunity-1", { replayed: true })]);
});

test("a receipt says when the profile has changed since; another record is made when asked for", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const changed = { [profileRoute]: profile({ info: { ...storedProfile.info, phone: "+33600000001" } }) };
  const again = await run(changed, store);
  expect(again.result.receipts).toEqual([receipt("opportunity-1", { replayed: true, changed: true })]);

  const onDuplicate = { actionParameters: { onDuplicate: "create" } };
  const other = await run({ ...changed, [createRoute]: created("opportunity-2") }, store, onDuplicate);
  expect(other.result.receipts).toEqual([receipt("opportunity-2")]);
});

test.each([
  ["a connection that broke", broken("ECONNRESET")],
  ["a 500", empty(500)],
])("after %s the opportunity is looked up by its time and person, and adopted", async (_, answer) => {
  const { result, sent, calls } = await run({ [createRoute]: answer, [lookUpRoute]: found({}) });

  expect(calls()).toEqual([profileRoute, createRoute, lookUpRoute]);
  expect(sent[2]?.url).toBe(
    `${production}/opportunities?created_at_start=${createdAt}&created_at_end=${createdAt}&limit=100`,
  );
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test("an opportunity that is adopted says that its resume could not be fetched", async () => {
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
  const { result } = await run({
    [profileRoute]: profile({ attachments }),
    "GET https://files.example.com/cv.pdf": empty(404),
    [createRoute]: broken("ECONNRESET"),
    [lookUpRoute]: found({}),
  });
  expect(result.receipts).toMatchObject([
    { id: "found-1", warnings: [expect.stringContaining("resume was not sent")] },
  ]);
});

test("an opportunity that a later run adopts lacks what its own attempt could not send", async () => {
  const store = createMemoryStore();
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
  const withResume = { [profileRoute]: profile({ attachments }) };
  const gone = { "GET https://files.example.com/cv.pdf": empty(404) };
  await run({ ...withResume, ...gone, [createRoute]: broken("ECONNRESET"), [lookUpRoute]: empty(403) }, store);

  const second = await run({ ...withResume, [lookUpRoute]: found({}) }, store);
  expect(second.calls()).toEqual([profileRoute, lookUpRoute]);
  expect(second.result.receipts).toMatchObject([
    { id: "found-1", warnings: [expect.stringContaining("resume was not sent")] },
  ]);
});

test("a file that can be fetched no more keeps being asked for, and is told of until it is attached", async () => {
  const store = createMemoryStore();
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.odt" }];
  const withFile = { [profileRoute]: profile({ attachments }) };
  const fileRoute = "GET https://files.example.com/cv.odt";
  const filesRoute = `${production}/opportunities/opportunity-1/files`;
  const odt = file(new Uint8Array([1]), "application/vnd.oasis.opendocument.text");
  const noFiles = { [`GET ${filesRoute}`]: json({ data: [] }) };
  const refusal = { [`POST ${filesRoute}`]: empty(401) };
  await run({ ...withFile, ...refusal, [fileRoute]: odt, [createRoute]: created() }, store);

  const second = await run({ ...withFile, [fileRoute]: broken("ECONNRESET"), ...noFiles }, store);
  expect(second.result.receipts[0]?.warnings?.join()).toContain("GET https://files.example.com/cv.odt");

  const attached = { [`POST ${filesRoute}`]: json({ data: { id: "file-1" } }) };
  const third = await run({ ...withFile, ...noFiles, ...attached, [fileRoute]: odt }, store);
  expect(third.result.receipts).toEqual([receipt()]);
});

test("a file that may be there is looked for by its name, also when it can be fetched no more", async () => {
  const store = createMemoryStore();
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.odt", file_name: "cv.odt" }];
  const withFile = { [profileRoute]: profile({ attachments }), [createRoute]: created() };
  const fileRoute = "GET https://files.example.com/cv.odt";
  const filesRoute = `${production}/opportunities/opportunity-1/files`;
  const odt = file(new Uint8Array([1]), "application/vnd.oasis.opendocument.text");
  const lost = { [`POST ${filesRoute}`]: broken("ECONNRESET"), [`GET ${filesRoute}`]: empty(403) };
  await run({ ...withFile, ...lost, [fileRoute]: odt }, store);

  const found = { [`GET ${filesRoute}`]: json({ data: [{ name: "cv.odt" }] }) };
  const second = await run({ ...withFile, ...found, [fileRoute]: empty(401) }, store);
  expect(second.calls()).toEqual([profileRoute, `GET ${filesRoute}`]);
  expect(second.result.receipts).toEqual([receipt()]);
});

test.each<[string, object[]]>([
  ["nothing", []],
  ["another person", [{ emails: ["grace@example.com"] }]],
  ["somebody of the same name without the e-mail", [{ emails: [] }]],
])("%s is not taken for ours, and the next run makes it", async (_, others) => {
  const store = createMemoryStore();
  const first = await run({ [createRoute]: broken("ECONNRESET"), [lookUpRoute]: found(...others) }, store);
  expect(first.result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });

  vi.setSystemTime(Date.now() + 60_000);
  const second = await run({ [createRoute]: created(), [lookUpRoute]: found(...others) }, store);
  expect(second.calls()).toEqual([profileRoute, lookUpRoute, createRoute]);
  expect(second.result.receipts).toEqual([receipt()]);
});

test("it is looked for on every page: many may be of the same moment", async () => {
  const stranger = { emails: ["grace@example.com"] };
  const first = json({ data: [{ id: "other", ...stranger }], hasNext: true, next: "offset-2" });
  const { result, sent } = await run({ [createRoute]: broken("ECONNRESET"), [lookUpRoute]: [first, found({})] });
  expect(sent.slice(2).map(({ url }) => new URL(url).searchParams.get("offset"))).toEqual([null, "offset-2"]);
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test("pages that lead nowhere leave it open", async () => {
  const first = json({ data: [], hasNext: true });
  const { result } = await run({ [createRoute]: broken("ECONNRESET"), [lookUpRoute]: first });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
});

test.each<[string, object, object[], string | null]>([
  [
    "the name and the address that Lever took from the resume",
    {},
    [{ name: "Ada", emails: ["ada@example.com"] }],
    "found-1",
  ],
  ["the address, beside the name that was sent", { full_name: "Ada" }, [{ name: "Ada" }], "found-1"],
  ["another name", { full_name: "Ada" }, [{ name: "Grace" }], null],
  ["several that fit", {}, [{ name: "Ada" }, { name: "Grace" }], null],
])("of a person whom Lever parses, what is found may have %s", async (_, info, others, id) => {
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
  const answers = {
    [profileRoute]: profile({ info: info as never, attachments }),
    "GET https://files.example.com/cv.pdf": file(new Uint8Array([37, 80, 68, 70]), "application/pdf"),
    [createRoute]: broken("ECONNRESET"),
    [lookUpRoute]: found(...others),
  };
  const { result } = await push(answers, { ...byApiKey, parse: true }, { store: createMemoryStore() });
  expect(result.receipts.map((receipt) => receipt.id)).toEqual(id === null ? [] : [id]);
  expect(result.status).toBe(id === null ? "fatal" : "success");
});

test("a record that an earlier, finished push made is not taken for the one that is looked for", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const more = { actionParameters: { onDuplicate: "create" } };
  const answers = { [createRoute]: broken("ECONNRESET"), [lookUpRoute]: found({ id: "opportunity-1" }, { id: "new" }) };
  expect((await run(answers, store, more)).result.receipts).toMatchObject([{ id: "new" }]);
});

test("a person without an e-mail is known by the name and the time of the first attempt", async () => {
  const store = createMemoryStore();
  const { created_at: _, ...unknownTime } = storedProfile;
  const bare = json({ code: 200, data: { ...unknownTime, info: { full_name: "Ada Example" } } });
  const first = await run(
    { [profileRoute]: bare, [createRoute]: broken("ECONNRESET"), [lookUpRoute]: empty(500) },
    store,
  );
  expect(first.result.status).toBe("fatal");
  const attempt = (first.sent[1]?.body as { createdAt?: number } | undefined)?.createdAt;

  vi.setSystemTime(Date.now() + 3_600_000);
  const second = await run({ [profileRoute]: bare, [lookUpRoute]: found({ emails: [] }) }, store);
  expect(second.sent[1]?.url).toContain(`created_at_start=${attempt}&created_at_end=${attempt}`);
  expect(second.result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test.each([
  ["e-mail address", { email: "new@example.com" }],
  ["e-mail address, which is gone", { email: null }],
])("a person is known again by what was sent, after another %s", async (_, changes) => {
  const store = createMemoryStore();
  await run({ [createRoute]: broken("ECONNRESET"), [lookUpRoute]: empty(500) }, store);
  const changed = { [profileRoute]: profile({ info: { ...storedProfile.info, ...changes } as never }) };
  const second = await run({ ...changed, [lookUpRoute]: found({ emails: ["new@example.com"] }, {}) }, store);
  expect(second.result).toMatchObject({ status: "success", receipts: [{ id: "found-2" }] });
});

test("only the posting that is missing is sent again, for the same person", async () => {
  const store = createMemoryStore();
  const tagged = { [profileRoute]: profile({ tags: postingTags("one", "two") }) };
  const first = await run({ ...tagged, [createRoute]: [created(), refused(422, "Unprocessable", "No.")] }, store);
  expect(first.result).toMatchObject({ reason: "write_failure", receipts: [receipt()] });

  const second = await run({ ...tagged, [createRoute]: created("opportunity-2") }, store);
  expect(second.sent.slice(1).map(({ body }) => body)).toMatchObject([{ postings: ["two"], contact: "contact-1" }]);
  expect(second.result).toMatchObject({ status: "success", receipts: [receipt(), receipt("opportunity-2")] });
});

test("a person that Lever knows by another posting of the same push is no news", async () => {
  const store = createMemoryStore();
  const tagged = { [profileRoute]: profile({ tags: postingTags("one", "two") }) };
  const first = await run({ ...tagged, [createRoute]: [refused(422, "Unprocessable", "No."), created()] }, store);
  expect(first.result.receipts).toEqual([receipt()]);

  const second = await run({ ...tagged, [createRoute]: created("opportunity-2", {}, { deduped: true }) }, store);
  expect(second.result).toMatchObject({ status: "success", receipts: [receipt("opportunity-2"), receipt()] });
  expect(second.result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
});

test("the store holds no word about the person", async () => {
  const store = createMemoryStore();
  const kept: string[] = [];
  const setItem = (key: string, value: string) => {
    if (key.includes(":delivery:")) kept.push(key, value);
    return store.setItem(key, value);
  };
  await run({ [createRoute]: created() }, { ...store, setItem });
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.join("\n")).not.toMatch(/ada|example\.com|\+336/i);
});
