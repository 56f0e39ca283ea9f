import { createMemoryStore } from "@hrflow-connectors/core";
import { broken, empty, file, json, type Responder, stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  byApiKey,
  created,
  createRoute,
  lookupRoute,
  postingTags,
  production,
  profile,
  profileRoute,
  push,
  refused,
} from "../__fixtures__/lever";

const fileRoute = "GET https://files.example.com/ada";
const pdf = new Uint8Array([37, 80, 68, 70, 0, 255, 13, 10]);
const rtf = new TextEncoder().encode("{\\rtf1 Ada}");
const throttled = refused(429, "TooManyRequests", "Slow down.", { "retry-after": "1" });

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** Pushes a person with a resume to three postings, and counts the requests. */
async function run(responses: Record<string, Responder | Responder[]>, store = createMemoryStore()) {
  const attachments = [{ type: "resume", public_url: "https://files.example.com/ada" }];
  const person = profile({ tags: postingTags("p1", "p2", "p3"), attachments });
  const pushed = await push(
    { [profileRoute]: person, [fileRoute]: file(pdf, "application/pdf"), ...responses },
    byApiKey,
    { store },
  );
  const count = (route: string) => pushed.calls().filter((call) => call === route).length;
  const creates = pushed.sent.filter(({ method, url }) => method === "POST" && url.includes("/opportunities?"));
  return { ...pushed, count, creates, store };
}

const three = [created("o1"), created("o2"), created("o3")];

test("downloads once for every posting, and sends a create again with the same parts", async () => {
  const { result, count, creates } = await run({ [createRoute]: [throttled, throttled, ...three] });

  expect(result).toMatchObject({ status: "success", receipts: [{ id: "o1" }, { id: "o2" }, { id: "o3" }] });
  expect(count(fileRoute)).toBe(1);
  expect(creates).toHaveLength(5);
  expect([creates[1], creates[2]]).toEqual([creates[0], creates[0]]);
  for (const { body } of creates) {
    expect(body).toContainEqual(["resumeFile", { name: "resume.pdf", type: "application/pdf", bytes: [...pdf] }]);
  }
});

test("downloads once if an outcome is unknown, whether or not the opportunity is found", async () => {
  const page = (...opportunities: object[]) => json({ data: opportunities, hasNext: false });
  const mine = { id: "found", emails: ["ada@example.com"], contact: "contact-1", phones: [{ value: "+33600000000" }] };
  const { result, count, creates } = await run({
    [createRoute]: [broken("ECONNRESET"), empty(502), created("o3")],
    [lookupRoute]: [page(mine), page()],
  });

  expect(result).toMatchObject({ reason: "write_failure", receipts: [{ id: "found" }, { id: "o3" }] });
  expect([count(lookupRoute), creates.length, count(fileRoute)]).toEqual([2, 3, 1]);
});

test("downloads once for the plain files of every opportunity", async () => {
  const uploads = ["o1", "o2", "o3"].map((id) => `POST ${production}/opportunities/${id}/files`);
  const accepted = json({ data: { id: "file-1" } }, 201);
  const [first = "", second = "", third = ""] = uploads;
  const { result, sent, count } = await run({
    [fileRoute]: file(rtf, "application/octet-stream"),
    [createRoute]: three,
    [first]: [throttled, accepted],
    [second]: accepted,
    [third]: accepted,
  });

  expect(result).toMatchObject({ status: "success" });
  expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
  expect([count(fileRoute), ...uploads.map(count)]).toEqual([1, 2, 1, 1]);
  for (const { url, body } of sent) {
    if (!url.includes("/files?")) continue;
    expect(body).toEqual([["file", { name: "resume.rtf", type: "application/rtf", bytes: [...rtf] }]]);
  }
});

test("does not repeat a failed download for the next posting", async () => {
  const { result, count } = await run({ [fileRoute]: empty(404), [createRoute]: three });

  expect(result).toMatchObject({ status: "success", receipts: Array(3).fill({ warnings: [expect.any(String)] }) });
  expect(count(fileRoute)).toBe(1);
});

test("downloads once more for a push that is partly delivered, and nothing for one that is", async () => {
  const first = await run({ [createRoute]: [created("o1"), refused(422, "Invalid", "No."), created("o3")] });
  expect(first.count(fileRoute)).toBe(1);
  const second = await run({ [createRoute]: created("o2") }, first.store);
  expect([second.creates.length, second.count(fileRoute)]).toEqual([1, 1]);
  const third = await run({}, first.store);
  expect(third.result.receipts.map(({ id, replayed }) => [id, replayed])).toEqual(
    ["o1", "o2", "o3"].map((id) => [id, true]),
  );
  expect([third.creates.length, third.count(fileRoute)]).toEqual([0, 0]);
});
