import { createMemoryStore } from "@hrflow-connectors/core";
import { broken, empty, file, json, type Responder, stopTime } from "@hrflow-connectors/testing/vitest";
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

const lookupRoute = `GET ${production}/opportunities`;
const createdAt = Date.UTC(2024, 4, 6, 7, 8, 9);

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** A page of opportunities, each of the stored person unless the argument says otherwise. */
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

/** The first response, and the second one to all later requests. */
function inTurn(first: Responder, later: Responder): Responder {
  let isFirst = true;
  return (request) => {
    const responder = isFirst ? first : later;
    isFirst = false;
    return responder(request);
  };
}

function run(responses: Record<string, Responder | Responder[]>, store = createMemoryStore(), more: object = {}) {
  return push({ [profileRoute]: profile(), ...responses }, byApiKey, { store }, more);
}

test("sends nothing for the same push, and returns the same receipt", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const { result, calls } = await run({}, store);

  expect(calls()).toEqual([profileRoute]);
  expect(result).toMatchObject({ status: "success", events: { write_success: 1 } });
  expect(result.receipts).toEqual([receipt("opportunity-1", { replayed: true })]);
});

test("says that the profile has changed since, and creates another record if asked to", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const changed = { [profileRoute]: profile({ info: { ...storedProfile.info, phone: "+33600000001" } }) };
  const again = await run(changed, store);
  expect(again.result.receipts).toEqual([receipt("opportunity-1", { replayed: true, changed: true })]);

  const onDuplicate = { actionParameters: { onDuplicate: "create" } };
  const other = await run({ ...changed, [createRoute]: created("opportunity-2") }, store, onDuplicate);
  expect(other.result.receipts).toEqual([receipt("opportunity-2")]);
});

test("remembers deliveries by domain and user, whichever credential acts for it", async () => {
  const store = createMemoryStore();
  const responses = { [profileRoute]: profile(), [createRoute]: created() };
  await push(responses, byApiKey, { store });

  const otherKey = await push(responses, { ...byApiKey, apiKey: "lever-api-key-2" }, { store });
  expect(otherKey.result.receipts).toEqual([receipt("opportunity-1", { replayed: true })]);
  const otherUser = await push(responses, { ...byApiKey, performAs: "user-2" }, { store });
  expect(otherUser.result.receipts).toEqual([receipt()]);
  const eu = { [profileRoute]: profile(), "POST https://api.eu.lever.co/v1/opportunities": created() };
  const otherDomain = await push(eu, { ...byApiKey, clientDomain: "api.eu" }, { store });
  expect(otherDomain.result.receipts).toEqual([receipt()]);
});

test.each([
  ["a broken connection", broken("ECONNRESET")],
  ["a 500", empty(500)],
])("looks up the opportunity by its time and person after %s, and adopts it", async (_, response) => {
  const { result, sent, calls } = await run({ [createRoute]: response, [lookupRoute]: found({}) });

  expect(calls()).toEqual([profileRoute, createRoute, lookupRoute]);
  expect(sent[2]?.url).toBe(
    `${production}/opportunities?created_at_start=${createdAt}&created_at_end=${createdAt}&confidentiality=all&limit=100`,
  );
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test("an opportunity that is adopted says that its resume could not be fetched", async () => {
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
  const { result } = await run({
    [profileRoute]: profile({ attachments }),
    "GET https://files.example.com/cv.pdf": empty(404),
    [createRoute]: broken("ECONNRESET"),
    [lookupRoute]: found({}),
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
  await run({ ...withResume, ...gone, [createRoute]: broken("ECONNRESET"), [lookupRoute]: empty(403) }, store);

  const second = await run({ ...withResume, [lookupRoute]: found({}) }, store);
  expect(second.calls()).toEqual([profileRoute, lookupRoute]);
  expect(second.result.receipts).toMatchObject([
    { id: "found-1", warnings: [expect.stringContaining("resume was not sent")] },
  ]);
});

test("requests a file that is no longer available in each run, with a warning until it is attached", async () => {
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
])("does not adopt %s, and creates the opportunity in the next run", async (_, others) => {
  const store = createMemoryStore();
  const first = await run({ [createRoute]: broken("ECONNRESET"), [lookupRoute]: found(...others) }, store);
  expect(first.result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });

  vi.setSystemTime(Date.now() + 60_000);
  const second = await run({ [createRoute]: created(), [lookupRoute]: found(...others) }, store);
  expect(second.calls()).toEqual([profileRoute, lookupRoute, createRoute]);
  expect(second.result.receipts).toEqual([receipt()]);
});

test("looks on every page: many may have the same time", async () => {
  const stranger = { emails: ["grace@example.com"] };
  const first = json({ data: [{ id: "other", ...stranger }], hasNext: true, next: "offset-2" });
  const { result, sent } = await run({ [createRoute]: broken("ECONNRESET"), [lookupRoute]: [first, found({})] });
  expect(sent.slice(2).map(({ url }) => new URL(url).searchParams.get("offset"))).toEqual([null, "offset-2"]);
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test("fails if a page has no next one although it should", async () => {
  const first = json({ data: [], hasNext: true });
  const { result } = await run({ [createRoute]: broken("ECONNRESET"), [lookupRoute]: first });
  expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
});

test.each<[string, object, object[], string | null]>([
  [
    "the name and the e-mail that Lever found in the resume",
    {},
    [{ name: "Ada", emails: ["ada@example.com"] }],
    "found-1",
  ],
  ["the e-mail, beside the name that was sent", { full_name: "Ada" }, [{ name: "Ada" }], "found-1"],
  ["another name", { full_name: "Ada" }, [{ name: "Grace" }], null],
  ["several that match", {}, [{ name: "Ada" }, { name: "Grace" }], null],
])("compares with what Lever may have parsed from the resume: %s", async (_, info, others, id) => {
  const attachments = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
  const responses = {
    [profileRoute]: profile({ info: info as never, attachments }),
    "GET https://files.example.com/cv.pdf": file(new Uint8Array([37, 80, 68, 70]), "application/pdf"),
    [createRoute]: broken("ECONNRESET"),
    // The lookup that precedes the create finds nothing.
    [lookupRoute]: inTurn(found(), found(...others)),
  };
  const { result } = await push(responses, { ...byApiKey, parse: true }, { store: createMemoryStore() });
  expect(result.receipts.map((receipt) => receipt.id)).toEqual(id === null ? [] : [id]);
  expect(result.status).toBe(id === null ? "fatal" : "success");
});

test("adopts none of several that match by their e-mail, and says that the outcome is unknown", async () => {
  const store = createMemoryStore();
  const first = await run({ [createRoute]: broken("ECONNRESET"), [lookupRoute]: found({}, {}) }, store);
  expect(first.result).toMatchObject({ reason: "write_failure", failures: [{ error: { code: "network_error" } }] });

  const second = await run({ [lookupRoute]: found({}, {}) }, store);
  expect(second.calls()).toEqual([profileRoute, lookupRoute]);
  expect(second.result).toMatchObject({ reason: "write_failure", receipts: [] });
  const message = "2 records match what was sent: which one was created is unknown";
  expect(second.result.failures).toMatchObject([{ error: { code: "unsure", message } }]);

  const third = await run({ [lookupRoute]: found({}) }, store);
  expect(third.result).toMatchObject({ status: "success", receipts: [{ id: "found-1" }] });
});

test.each<[string, object, string[]]>([
  ["the same contact, whatever its e-mail", { emails: ["old@example.com"] }, ["found-1"]],
  ["another contact, whatever its e-mail", { contact: "contact-2" }, []],
  ["no contact, and the same e-mail", { contact: null }, ["found-1"]],
])("compares with the contact that was sent: %s", async (_, opportunity, ids) => {
  const format = () => ({ name: "Ada Example", emails: ["ada@example.com"], contact: "contact-1" });
  const responses = { [createRoute]: broken("ECONNRESET"), [lookupRoute]: found(opportunity) };
  const { result } = await run(responses, createMemoryStore(), { actionParameters: { format } });
  expect(result.receipts.map(({ id }) => id)).toEqual(ids);
});

test("does not adopt a record that an earlier, finished push created", async () => {
  const store = createMemoryStore();
  await run({ [createRoute]: created() }, store);
  const more = { actionParameters: { onDuplicate: "create" } };
  const responses = {
    [createRoute]: broken("ECONNRESET"),
    [lookupRoute]: found({ id: "opportunity-1" }, { id: "new" }),
  };
  expect((await run(responses, store, more)).result.receipts).toMatchObject([{ id: "new" }]);
});

test("recognizes a person without an e-mail by the name and the time of the first attempt", async () => {
  const store = createMemoryStore();
  const { created_at: _, ...unknownTime } = storedProfile;
  const bare = json({ code: 200, data: { ...unknownTime, info: { full_name: "Ada Example" } } });
  const first = await run(
    { [profileRoute]: bare, [createRoute]: broken("ECONNRESET"), [lookupRoute]: inTurn(found(), empty(500)) },
    store,
  );
  expect(first.result.status).toBe("fatal");
  expect(first.calls().slice(0, 4)).toEqual([profileRoute, lookupRoute, createRoute, lookupRoute]);
  const attempt = (first.sent[2]?.body as { createdAt?: number } | undefined)?.createdAt;

  vi.setSystemTime(Date.now() + 3_600_000);
  const second = await run({ [profileRoute]: bare, [lookupRoute]: found({}, { emails: [] }) }, store);
  expect(second.sent[1]?.url).toContain(`created_at_start=${attempt}&created_at_end=${attempt}`);
  expect(second.result).toMatchObject({ status: "success", receipts: [{ id: "found-2" }] });
});

test("never adopts the opportunity of a person who looks alike, created by way of another store", async () => {
  const posting = { tags: postingTags("one") };
  const person = (reference: string) => ({
    [profileRoute]: profile({ ...posting, reference, info: { full_name: "Ada Example" } }),
  });
  // Both creates have one mark: the same second, and by chance the same milliseconds.
  const first = await run({ ...person("person-1"), [lookupRoute]: found(), [createRoute]: created("found-1") });
  expect(first.result.receipts).toMatchObject([{ id: "found-1" }]);

  const store = createMemoryStore();
  const ofFirst = found({ emails: [] });
  const refusal = { [lookupRoute]: ofFirst, [createRoute]: empty(500) };
  const second = await run({ ...person("person-2"), ...refusal }, store);
  expect(second.calls().slice(0, 4)).toEqual([profileRoute, lookupRoute, createRoute, lookupRoute]);
  expect(second.result).toMatchObject({ status: "fatal", receipts: [], failures: [{ error: { status: 500 } }] });

  vi.setSystemTime(Date.now() + 60_000);
  const healthy = { [lookupRoute]: ofFirst, [createRoute]: created("found-2") };
  const third = await run({ ...person("person-2"), ...healthy }, store);
  expect(third.result).toMatchObject({ status: "success", receipts: [{ id: "found-2" }] });
});

test("looks up nothing before the create of a person whose contact is sent", async () => {
  const format = () => ({ name: "Ada Example", contact: "contact-1" });
  const { calls } = await run({ [createRoute]: created() }, createMemoryStore(), { actionParameters: { format } });
  expect(calls()).toEqual([profileRoute, createRoute]);
});

test.each([
  ["e-mail address", { email: "new@example.com" }],
  ["change: no e-mail address", { email: null }],
])("recognizes a person by what was sent, after another %s", async (_, changes) => {
  const store = createMemoryStore();
  await run({ [createRoute]: broken("ECONNRESET"), [lookupRoute]: empty(500) }, store);
  const changed = { [profileRoute]: profile({ info: { ...storedProfile.info, ...changes } as never }) };
  const second = await run({ ...changed, [lookupRoute]: found({ emails: ["new@example.com"] }, {}) }, store);
  expect(second.result).toMatchObject({ status: "success", receipts: [{ id: "found-2" }] });
});

test("sends only the missing posting again, for the same person", async () => {
  const store = createMemoryStore();
  const tagged = { [profileRoute]: profile({ tags: postingTags("one", "two") }) };
  const first = await run({ ...tagged, [createRoute]: [created(), refused(422, "Unprocessable", "No.")] }, store);
  expect(first.result).toMatchObject({ reason: "write_failure", receipts: [receipt()] });

  const second = await run({ ...tagged, [createRoute]: created("opportunity-2") }, store);
  expect(second.sent.slice(1).map(({ body }) => body)).toMatchObject([{ postings: ["two"], contact: "contact-1" }]);
  expect(second.result).toMatchObject({ status: "success", receipts: [receipt(), receipt("opportunity-2")] });
});

test("does not warn of a person that another posting of the same push created", async () => {
  const store = createMemoryStore();
  const tagged = { [profileRoute]: profile({ tags: postingTags("one", "two") }) };
  const first = await run({ ...tagged, [createRoute]: [refused(422, "Unprocessable", "No."), created()] }, store);
  expect(first.result.receipts).toEqual([receipt()]);

  const second = await run({ ...tagged, [createRoute]: created("opportunity-2", {}, { deduped: true }) }, store);
  expect(second.result).toMatchObject({ status: "success", receipts: [receipt("opportunity-2"), receipt()] });
  expect(second.result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
});

test("stores nothing about the person", async () => {
  const store = createMemoryStore();
  const kept: string[] = [];
  const setItem = (key: string, value: string) => {
    if (key.includes(":delivery:")) kept.push(key, value);
    return store.setItem(key, value);
  };
  await run({ [createRoute]: created() }, { ...store, setItem });
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.join("\n")).not.toMatch(/ada example|ada@|example\.com|\+336/i);
});

test("marks each create by milliseconds of its own, so that people of one second are not mixed up", async () => {
  vi.spyOn(Math, "random").mockReturnValueOnce(0.25).mockReturnValueOnce(0.75);
  const first = await run({ [createRoute]: created("opportunity-1") });
  const second = await run({ [createRoute]: empty(500), [lookupRoute]: found() });
  const marks = [first, second].map(
    ({ sent }) => Number((sent[1]?.body as { createdAt?: number })?.createdAt) - createdAt,
  );
  expect(marks).toEqual([250, 750]);
  expect(second.sent[2]?.url).toContain(`created_at_start=${createdAt + 750}&created_at_end=${createdAt + 750}&`);
});
