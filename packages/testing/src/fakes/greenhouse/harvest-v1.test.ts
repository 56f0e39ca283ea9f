import { describe, expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const ada = {
  first_name: "Ada",
  last_name: "Lovelace",
  email_addresses: [{ value: "ada@example.org", type: "personal" }],
  applications: [{ job_id: 1 }, { job_id: 2 }],
};

describe("Harvest v1", () => {
  it("creates a candidate with all its records in one request, and Harvest v3 shows them too", async () => {
    const account = checkedAccount();
    const { v1, fake } = account;
    const { body: schools } = await v1()("GET /schools");
    const { status, body } = await v1()("POST /candidates", {
      ...ada,
      external_id: "dropped",
      custom_fields: [{ name_key: "notice", value: "a month" }],
      employments: [{ company_name: "Engines", title: "Analyst", start_date: "2019-01-01" }],
      educations: [{ school_id: schools[0].id, start_month: 9, start_year: 2010 }],
      activity_feed_notes: [{ user_id: 4000000017, body: "Met at a fair.", visibility: "public" }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      first_name: "Ada",
      applications: [{ jobs: [{ id: 1 }], status: "active" }, { jobs: [{ id: 2 }] }],
      educations: [{ school_name: "Example University", start_date: "2010-09-01T00:00:00.000Z" }],
      employments: [{ company_name: "Engines", end_date: null }],
      custom_fields: { notice: "a month" },
    });
    expect(fake.state.candidates).toMatchObject([{ dropped: ["external_id"] }]);
    expect(fake.state.notes).toMatchObject([{ body: "Met at a fair.", candidate_id: body.id }]);
    const v3 = await account.v3();
    expect((await v3(`GET /applications?candidate_ids=${body.id}`)).body).toHaveLength(2);
    expect((await v3("GET /candidate_educations")).body).toHaveLength(1);
  });

  it("checks keys, and requires On-Behalf-Of for writes", async () => {
    const { v1, fake, call } = checkedAccount({ apiKeys: ["key"], users: [17] });
    expect((await v1({ "on-behalf-of": "17" })("POST /candidates", ada)).status).toBe(201);
    expect(await v1({ "on-behalf-of": "18" })("POST /candidates", ada)).toMatchObject({
      status: 404,
      body: { message: "Resource not found" },
    });
    expect((await v1({})("POST /candidates", ada)).status).toBe(401);
    expect((await v1({})("GET /candidates")).status).toBe(200);
    const wrong = { authorization: `Basic ${btoa("other:")}` };
    expect(await call("https://harvest.greenhouse.io/v1", "GET /candidates", { headers: wrong })).toMatchObject({
      status: 401,
      body: { message: "Invalid Basic Auth credentials" },
    });
    expect((await fake.fetch("https://harvest.greenhouse.io/v1/nothing")).status).toBe(401);
    const key = { authorization: `Basic ${btoa("key:")}` };
    expect((await fake.fetch("https://harvest.greenhouse.io/v1/nothing", { headers: key })).status).toBe(404);
    expect(fake.state.candidates).toHaveLength(1);
  });

  it.each([
    ["no application", { ...ada, applications: [] }],
    ["a job that does not exist", { ...ada, applications: [{ job_id: 3 }] }],
    ["a school that does not exist", { ...ada, educations: [{ school_id: 1 }] }],
    ["a date together with a year", { ...ada, educations: [{ start_date: "2010-09-01", start_year: 2010 }] }],
    ["a note without an author", { ...ada, activity_feed_notes: [{ body: "x", visibility: "public" }] }],
    [
      "a file without its type",
      { ...ada, applications: [{ job_id: 1, attachments: [{ filename: "a", type: "resume", content: "eA==" }] }] },
    ],
  ])("refuses %s, and stores nothing", async (_, body) => {
    const { v1, fake } = checkedAccount({ jobs: [1, 2] });
    expect((await v1()("POST /candidates", body)).status).toBe(422);
    expect(fake.state.candidates).toEqual([]);
  });

  it("makes candidates readable only after `v1ReadableAfterMs`", async () => {
    const { v1, clock, fake } = checkedAccount({ v1ReadableAfterMs: 30_000 });
    const { status, body } = await v1()("POST /candidates", ada);
    expect([status, body]).toEqual([202, { id: expect.any(Number), application_ids: expect.any(Array) }]);
    expect(body.application_ids).toHaveLength(2);
    const file = { filename: "cv.pdf", type: "resume", url: "https://files.example.org/cv.pdf" };
    const attach = () => v1()(`POST /candidates/${body.id}/attachments`, file);
    expect((await v1()(`GET /candidates/${body.id}`)).status).toBe(404);
    expect((await v1()("GET /candidates")).body).toEqual([]);
    expect((await attach()).status).toBe(404);
    clock.now += 30_000;
    expect((await v1()(`GET /candidates/${body.id}`)).status).toBe(200);
    expect((await attach()).status).toBe(201);
    expect(fake.state.attachments).toMatchObject([{ candidate_id: body.id, filename: "cv.pdf" }]);
  });

  it("adds notes to a candidate, and shows them in its feed", async () => {
    const { v1, fake } = checkedAccount();
    const { body } = await v1()("POST /candidates", ada);
    const path = `/candidates/${body.id}/activity_feed`;
    const note = { user_id: 4000000017, body: "Met at a fair.", visibility: "public" };
    expect(await v1()(`POST ${path}/notes`, note)).toMatchObject({ status: 201, body: { body: note.body } });
    expect((await v1()(`POST ${path}/notes`, { ...note, visibility: "all" })).status).toBe(422);
    expect((await v1()("POST /candidates/1/activity_feed/notes", note)).status).toBe(404);
    expect((await v1()(`GET ${path}`)).body).toMatchObject({
      notes: [{ body: note.body, user: { id: note.user_id }, private: false, visiblity: "public" }],
      emails: [],
      activities: [],
    });
    expect((await v1()("GET /candidates/1/activity_feed")).status).toBe(404);
    expect(fake.state.notes).toMatchObject([{ candidate_id: body.id, visibility: "public" }]);
  });

  it("accepts a file as a URL, or as content with its type", async () => {
    const { v1 } = checkedAccount({ fetches: (url) => !url.includes("gone") });
    const { body } = await v1()("POST /candidates", ada);
    const attach = (file: object) =>
      v1()(`POST /candidates/${body.id}/attachments`, { filename: "cv.pdf", type: "resume", ...file });
    expect((await attach({ content: "eA==" })).status).toBe(422);
    expect((await attach({ content: "eA==", content_type: "application/x-cv" })).status).toBe(422);
    expect((await attach({ url: "https://gone.example/cv.pdf" })).status).toBe(422);
    expect((await attach({ url: "https://a.example/cv.pdf" })).status).toBe(201);
    expect((await attach({ content: "eA==", content_type: "application/pdf" })).status).toBe(201);
    const { attachments } = (await v1()(`GET /candidates/${body.id}`)).body;
    expect(attachments.map(({ type }: { type: string }) => type)).toEqual(["other", "resume"]);
  });

  it("filters candidates by email address, job and time, and pages through them", async () => {
    const { v1, clock } = checkedAccount();
    for (let count = 0; count < 3; count++) await v1()("POST /candidates", ada);
    clock.now += 60_000;
    await v1()("POST /candidates", { ...ada, email_addresses: [], applications: [{ job_id: 9 }] });
    const count = async (query: string) => (await v1()(`GET /candidates?${query}`)).body.length;
    expect(await count("email=ADA%40example.org")).toBe(3);
    expect(await count("job_id=9")).toBe(1);
    expect(await count("created_after=2026-03-01T12:00:30Z")).toBe(1);
    expect(await count("created_before=2026-03-01T12:00:30Z")).toBe(3);
    const second = await v1()("GET /candidates?per_page=1&page=2");
    expect(second.headers.get("link")).toBe(
      [
        ["3", "next"],
        ["1", "prev"],
        ["4", "last"],
      ]
        .map(
          ([page, relation]) =>
            `<https://harvest.greenhouse.io/v1/candidates?per_page=1&page=${page}>; rel="${relation}"`,
        )
        .join(", "),
    );
    expect((await v1()("GET /candidates")).headers.get("link")).toBeNull();
    expect((await v1()("GET /candidates?per_page=501")).status).toBe(422);
  });

  it("counts calls in windows of 10 s, and sends the reset time only with a 429", async () => {
    const { v1, clock } = checkedAccount({ limits: { v1: 1 } });
    const first = await v1()("GET /degrees");
    expect([first.headers.get("x-ratelimit-remaining"), first.headers.get("x-ratelimit-reset")]).toEqual(["0", null]);
    clock.now += 2_500;
    const { status, headers } = await v1()("GET /degrees");
    expect([status, headers.get("retry-after"), headers.get("x-ratelimit-reset")]).toEqual([429, "8", "1772366410"]);
    clock.now += 7_500;
    expect((await v1()("GET /disciplines")).status).toBe(200);
  });
});
