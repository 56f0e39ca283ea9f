import { beforeEach, describe, expect, test } from "vitest";
import { createGreenhouseFake } from "../greenhouse/create-greenhouse-fake";
import { createHrflowFake } from "../hrflow/create-hrflow-fake";
import { createLeverFake } from "../lever/create-lever-fake";
import { createFake } from "./create-fake";
import type { FakeOptions } from "./fake-types";

const now = () => Date.UTC(2026, 2, 1, 12);
const json = { "content-type": "application/json" };

function createShelf(options: FakeOptions) {
  return createFake<{ books: unknown[] }>(
    {
      name: "Library",
      bases: [
        {
          url: "https://library.example",
          routes: [
            {
              method: "POST",
              path: "/books",
              handle({ state, json, now }) {
                state.books.push(json);
                return { status: 201, body: now() };
              },
            },
          ],
        },
      ],
      before: ({ headers }) => (headers.has("x-unauthorized") ? { status: 401 } : undefined),
      createState: () => ({ books: [] }),
    },
    { now, ...options },
  );
}
const post = (
  fake: ReturnType<typeof createShelf>,
  body: BodyInit,
  headers: Record<string, string> = json,
  query = "",
) => fake.fetch(`https://library.example/books${query}`, { method: "POST", headers, body });

describe("the clock of a fake", () => {
  test("is shown by the `Date` of every response, and may be ahead of its clients", async () => {
    const fake = createShelf({ clockSkewMs: 360_000 });
    const response = await post(fake, "{}");
    expect([response.headers.get("date"), await response.json()]).toEqual([
      "Sun, 01 Mar 2026 12:06:00 GMT",
      now() + 360_000,
    ]);
    fake.injectFault({ kind: "status", status: 503, retryAfter: "date", retryAfterMs: 1000 });
    const { headers } = await post(fake, "{}");
    expect([headers.get("date"), headers.get("retry-after")]).toEqual([
      "Sun, 01 Mar 2026 12:06:00 GMT",
      "Sun, 01 Mar 2026 12:06:01 GMT",
    ]);
    expect((await post(fake, "{}", { "x-unauthorized": "" })).headers.get("date")).not.toBeNull();
  });
});

describe("strict mode", () => {
  const form = (name: string, value: string | File) => {
    const parts = new FormData();
    parts.append(name, value);
    return parts;
  };

  test.each([
    ["NUL", JSON.stringify({ title: "a\u0000b" })],
    ["another control character", JSON.stringify({ pages: [{ text: "\u001b[0m" }] })],
    ["a lone surrogate", '{"title":"\\ud83d"}'],
    ["NUL in the name of a field", '{"a\\u0000":1}'],
    ["NUL in a bare text", '"\\u0000"'],
  ])("refuses %s in a JSON body", async (_, body) => {
    const strict = createShelf({ strict: true });
    expect((await post(strict, body)).status).toBe(400);
    expect(strict.state.books).toEqual([]);
    expect((await post(createShelf({}), body)).status).toBe(201);
  });

  test("refuses NUL in forms and queries, and names the field", async () => {
    const strict = createShelf({ strict: true });
    const refused = await post(strict, form("title", "a\u0000b"), {});
    expect([refused.status, await refused.json()]).toEqual([400, { message: "title has an invalid character" }]);
    const nested = await post(strict, '{"pages":[{"text":"\\u0000"}]}');
    expect(await nested.json()).toEqual({ message: "pages.0.text has an invalid character" });
    expect((await post(strict, "{}", json, "?q=%00")).status).toBe(400);
    expect((await post(strict, form("file", new File(["\u0000"], "scan.pdf")), {})).status).toBe(201);
  });

  test("accepts tabs, line ends, emoji and every script", async () => {
    const body = JSON.stringify({ text: "a\tb\r\nc 👩🏽‍💻 İstanbul עברית e\u0301 \u200b" });
    expect((await post(createShelf({ strict: true }), body)).status).toBe(201);
  });

  test("checks the credential first", async () => {
    const response = await post(createShelf({ strict: true }), '"\\u0000"', { ...json, "x-unauthorized": "" });
    expect(response.status).toBe(401);
  });
});

describe("a strict vendor", () => {
  const lever = createLeverFake({ apiKeys: ["key"], strict: true, now });
  const greenhouse = createGreenhouseFake({ strict: true, now });
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: "ask_1", userEmail: "ada@example.com" }],
    ...{ sources: ["source"], strict: true, now },
  });
  const basic = { ...json, authorization: `Basic ${btoa("key:")}`, "on-behalf-of": "17" };
  const send = async (fetch: typeof lever.fetch, url: string, body: object, headers: Record<string, string>) => {
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const toLever = (body: object) =>
    send(lever.fetch, "https://api.lever.co/v1/opportunities?perform_as=user", body, basic);
  const toV1 = (body: object) => send(greenhouse.fetch, "https://harvest.greenhouse.io/v1/candidates", body, basic);
  const toHrflow = (profile: object) =>
    send(
      hrflow.fetch,
      "https://api.hrflow.ai/v1/profile/indexing",
      { source_key: "source", profile },
      {
        ...json,
        "x-api-key": "ask_1",
      },
    );
  const ada = { first_name: "Ada", last_name: "Lovelace", applications: [{ job_id: 1 }] };
  const profile = { info: { full_name: "Ada" }, text: "Ada" };

  beforeEach(() => {
    for (const fake of [lever, greenhouse, hrflow]) fake.reset();
  });

  test("refuses a text with its own error", async () => {
    expect(await toLever({ name: "A\u0000" })).toMatchObject({ status: 400, body: { code: "BadRequestError" } });
    expect(await toHrflow({ ...profile, text: "\ud83d" })).toMatchObject({ status: 400, body: { code: 400 } });
    const refused = await toV1({ ...ada, last_name: "\u0000" });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "last_name" }] } });
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("49");
    expect([lever.state.contacts, greenhouse.state.candidates, hrflow.state.profiles]).toEqual([[], [], []]);
  });

  test("refuses a period that ends before it starts", async () => {
    const employment = { company_name: "Mills", title: "Clerk", start_date: "2016-05-02", end_date: "2016-05-01" };
    expect(await toV1({ ...ada, employments: [employment] })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "end_date" }] },
    });
    const months = { start_year: 2016, start_month: 10, end_year: 2016, end_month: 9 };
    expect((await toV1({ ...ada, educations: [months] })).status).toBe(422);
    expect((await toV1({ ...ada, educations: [{ ...months, end_month: 10 }] })).status).toBe(201);
    const experience = { company: "Mills", date_start: "2016-05-02", date_end: "2016-05-01T00:00:00" };
    expect((await toHrflow({ ...profile, experiences: [experience] })).status).toBe(400);
    expect((await toHrflow({ ...profile, experiences: [{ ...experience, date_end: null }] })).status).toBe(201);
  });

  test("stores names composed and with single blanks", async () => {
    const created = await toV1({ ...ada, first_name: " Ade\u0301le \u00a0 Marie ", company: "Old  Mills" });
    expect(created.body).toMatchObject({ first_name: "Ad\u00e9le Marie", company: "Old Mills" });
    expect((await toLever({ name: " Ade\u0301le  Marie" })).body.data.name).toBe("Ad\u00e9le Marie");
  });

  test("keeps two people of one name apart", async () => {
    for (const _ of [1, 2]) {
      await toV1(ada);
      await toLever({ name: "Ada Lovelace" });
    }
    const counts = [greenhouse.state.candidates, lever.state.contacts, lever.state.opportunities];
    expect(counts.map((rows) => rows.length)).toEqual([2, 2, 2]);
  });
});
