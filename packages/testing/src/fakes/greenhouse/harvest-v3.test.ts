import { describe, expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const ada = {
  first_name: "Ada",
  last_name: "Lovelace",
  email_addresses: [{ value: "Ada@example.org", type: "personal" }],
  application: { job_id: 4000000201 },
};

async function account(options: Parameters<typeof checkedAccount>[0] = {}) {
  const { v3, ...rest } = checkedAccount(options);
  return { ...rest, v3: await v3() };
}

describe("POST /candidates", () => {
  it("creates a candidate with its application, with ids above 2^31", async () => {
    const { v3, fake } = await account();
    const { status, body } = await v3("POST /candidates", ada);
    expect(status).toBe(201);
    expect(body.candidate.id).toBeGreaterThan(2 ** 31);
    expect(body.candidate).toMatchObject({ first_name: "Ada", tags: [], company: null });
    expect(body.application).toMatchObject({
      candidate_id: body.candidate.id,
      job_id: 4000000201,
      status: "in_process",
    });
    expect(fake.state.candidates).toMatchObject([{ id: body.candidate.id, dropped: [] }]);
    expect(fake.state.applications).toMatchObject([{ id: body.application.id }]);
  });

  it("silently drops unknown fields, and records them in the state", async () => {
    const { v3, fake } = await account();
    const withUnknownFields = {
      ...ada,
      resume: "x",
      notes: "y",
      external_id: "z",
      application: { job_id: 1, attachments: [] },
    };
    const { status, body } = await v3("POST /candidates", withUnknownFields);
    expect(status).toBe(201);
    expect(Object.keys(body.candidate)).not.toContain("external_id");
    expect(fake.state.candidates[0]?.dropped).toEqual(["resume", "notes", "external_id"]);
    expect(fake.state.applications[0]?.dropped).toEqual(["attachments"]);
    expect(fake.state.attachments).toEqual([]);
  });

  it("accepts a candidate without an application, and a prospect", async () => {
    const { v3 } = await account();
    const { application: _, ...person } = ada;
    expect((await v3("POST /candidates", person)).body.application).toBeNull();
    const prospect = await v3("POST /candidates", { ...person, application: { prospect: true, job_ids: [5] } });
    expect(prospect.body.application).toMatchObject({ prospect: true, job_id: null, prospective_job_ids: [5] });
  });

  it.each([
    ["no name", { ...ada, first_name: " " }],
    ["a job that does not exist", { ...ada, application: { job_id: 2 } }],
    ["an application without a job", { ...ada, application: {} }],
    ["several applications", { ...ada, application: [{ job_id: 1 }] }],
    ["an unknown type of address", { ...ada, email_addresses: [{ value: "a@b.c", type: "private" }] }],
    ["an address without a type", { ...ada, phone_numbers: [{ value: "1" }] }],
    ["a string instead of a list", { ...ada, tags: "a" }],
    ["a custom field without a value", { ...ada, custom_fields: [{ name_key: "a" }] }],
    ["a null", { ...ada, company: null }],
    ["a list", [ada]],
  ])("refuses %s, and stores nothing", async (_, body) => {
    const { v3, fake } = await account({ jobs: [4000000201] });
    const response = await v3("POST /candidates", body);
    expect(response).toMatchObject({ status: 422, body: { message: "Unprocessable Content" } });
    expect(response.body.errors.length).toBeGreaterThan(0);
    expect([fake.state.candidates, fake.state.applications]).toEqual([[], []]);
  });

  it("refuses malformed JSON with a 400", async () => {
    const { v3 } = await account();
    expect((await v3("POST /candidates", "{")).status).toBe(400);
  });
});

describe("PATCH /candidates/{id}", () => {
  it("replaces lists, clears a field by an empty text, and keeps the rest", async () => {
    const { v3, clock } = await account();
    const { body } = await v3("POST /candidates", { ...ada, company: "Engines", tags: ["a", "b"] });
    clock.now += 1000;
    const response = await v3(`PATCH /candidates/${body.candidate.id}`, { company: "", tags: ["c"], is_private: true });
    expect(response).toMatchObject({
      status: 200,
      body: { first_name: "Ada", company: null, tags: ["c"], private: true, updated_at: "2026-03-01T12:00:01.000Z" },
    });
    expect((await v3("PATCH /candidates/7", {})).status).toBe(404);
  });
});

describe("the records of a candidate", () => {
  async function withAda(options: Parameters<typeof checkedAccount>[0] = {}) {
    const known = await account(options);
    const { body } = await known.v3("POST /candidates", ada);
    return { ...known, candidate_id: body.candidate.id as number, application_id: body.application.id as number };
  }

  it("include applications, which filters find by candidate and by job", async () => {
    const { v3, candidate_id } = await withAda();
    const { status, body } = await v3("POST /applications", { candidate_id, job_id: 9 });
    expect([status, body.job_id]).toEqual([201, 9]);
    expect((await v3(`GET /applications?candidate_ids=${candidate_id}`)).body).toHaveLength(2);
    expect((await v3("GET /applications?job_ids=9,10&status=active")).body).toEqual([body]);
    expect((await v3("GET /applications?status=in_process")).status).toBe(422);
    expect((await v3("POST /applications", { candidate_id: 1, job_id: 9 })).status).toBe(422);
  });

  it("include attachments, of which only the newest resume keeps its type", async () => {
    const { v3, fake, application_id, candidate_id } = await withAda();
    const file = { application_id, filename: "cv.pdf", type: "resume" };
    const first = await v3("POST /attachments", {
      ...file,
      url: "https://files.example.org/cv.pdf",
      content_type: "x",
    });
    expect(first).toMatchObject({
      status: 201,
      body: { application_id, candidate_id, type: "resume", visibility: "public" },
    });
    await v3("POST /attachments", { ...file, content: btoa("%PDF") });
    expect(fake.state.attachments).toMatchObject([
      { type: "other", source: { url: "https://files.example.org/cv.pdf" }, dropped: ["content_type"] },
      { type: "resume", source: { content: btoa("%PDF") } },
    ]);
    expect((await v3(`GET /attachments?application_ids=${application_id}&type=resume`)).body).toHaveLength(1);
  });

  it.each([
    ["both url and content", { url: "https://a.example/cv.pdf", content: "eA==" }],
    ["neither url nor content", {}],
    ["invalid base64", { content: "%" }],
    ["a name without an extension", { filename: "cv", content: "eA==" }],
    ["a URL that cannot be downloaded", { url: "https://gone.example/cv.pdf" }],
    ["an application that does not exist", { application_id: 3, content: "eA==" }],
  ])("are unchanged by a refused attachment: %s", async (_, change) => {
    const { v3, fake, application_id } = await withAda({ fetches: (url) => !url.includes("gone") });
    const body = { application_id, filename: "cv.pdf", type: "resume", ...change };
    expect((await v3("POST /attachments", body)).status).toBe(422);
    expect(fake.state.attachments).toEqual([]);
  });

  it("include notes, whose visibility has another name in reads", async () => {
    const { v3, candidate_id } = await withAda();
    const note = { candidate_id, note_type: "NOTE", visibility: "admin_only", body: "Met at a fair." };
    expect((await v3("POST /notes", note)).body).toMatchObject({ visibility: "admin_only_visible", type: "NOTE" });
    expect((await v3("POST /notes", { ...note, visibility: undefined })).status).toBe(422);
    expect((await v3("POST /notes", { ...note, visibility: "public" })).body.visibility).toBe("publicly_visible");
    expect((await v3("POST /notes", { ...note, note_type: "EMAIL" })).status).toBe(422);
    expect((await v3("GET /notes")).body).toHaveLength(2);
  });

  it("include employments and educations", async () => {
    const { v3, candidate_id } = await withAda();
    const employment = { candidate_id, company_name: "Engines", title: "Analyst", start_date: "2019-01-01" };
    expect((await v3("POST /candidate_employments", employment)).body).toMatchObject({ ...employment, end_date: null });
    expect((await v3("POST /candidate_employments", { ...employment, start_date: "2019-02-30" })).status).toBe(422);
    const { body: schools } = await v3("GET /custom_field_options?custom_field_key=school_name");
    expect(schools.map(({ name }: { name: string }) => name)).toEqual(["University of London", "Example University"]);
    const education = { candidate_id, school_name_custom_field_option_id: schools[1].id };
    const { body } = await v3("POST /candidate_educations", { ...education, start_date: "2010-09-01" });
    expect(body).toMatchObject({ ...education, start_date_month: 9, start_date_year: 2010, end_at: null });
    const invalid = [
      { candidate_id, degree_custom_field_option_id: schools[1].id },
      { ...education, start_date: "2010-09-01", start_date_year: 2010 },
      { ...education, end_date_month: 3 },
      { ...education, candidate_id: 1 },
    ];
    for (const body of invalid) expect((await v3("POST /candidate_educations", body)).status).toBe(422);
    expect((await v3(`GET /candidate_educations?candidate_ids=${candidate_id}`)).body).toHaveLength(1);
    expect((await v3(`GET /candidate_employments?candidate_ids=${candidate_id}`)).body).toHaveLength(1);
  });
});

describe("lists of Harvest v3", () => {
  it("continue with older rows by a cursor without other parameters, even if rows are added meanwhile", async () => {
    const { v3 } = await account();
    for (const first_name of ["A", "B", "C"]) await v3("POST /candidates", { first_name, last_name: "X", tags: ["t"] });
    await v3("POST /candidates", ada);
    const namesOf = ({ body }: { body: { first_name: string }[] }) => body.map(({ first_name }) => first_name);
    const nextOf = ({ headers }: { headers: Headers }) =>
      /^<https:[^?]*(\?[^>]*)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
    const first = await v3("GET /candidates?tag=t&per_page=2");
    expect(first.status).toBe(200);
    expect(namesOf(first)).toEqual(["C", "B"]);
    expect(nextOf(first)).toMatch(/^\?cursor=[^&]+$/);
    await v3("POST /candidates", { first_name: "D", last_name: "X", tags: ["t"] });
    const second = await v3(`GET /candidates${nextOf(first)}`);
    expect(namesOf(second)).toEqual(["A"]);
    expect(nextOf(second)).toBeUndefined();
    for (const query of [`${nextOf(first)}&per_page=2`, `${nextOf(first)}x`, "?cursor=1"]) {
      expect((await v3(`GET /candidates${query}`)).status).toBe(422);
    }
    expect((await v3(`GET /notes${nextOf(first)}`)).status).toBe(422);
  });

  it.each([
    "page=1",
    "job_id=1",
    "per_page=0",
    "per_page=501",
    "created_at=2026-01-01",
    "ids=a",
    "created_at=eq|2026-01-01",
    "constructor=1",
  ])("refuse %s", async (query) => {
    const { v3 } = await account();
    expect((await v3(`GET /candidates?${query}`)).status).toBe(422);
  });

  it("have at most as many rows per page as the fake is told, whatever the query asks for", async () => {
    const { v3 } = await account({ largestPage: 2, jobs: [1, 2, 3] });
    const { body, headers } = await v3("GET /jobs?per_page=500");
    expect(body).toHaveLength(2);
    expect(headers.get("link")).toContain("next");
  });

  it("have overlapping or endless pages if configured", async () => {
    const { v3, fake } = await account();
    for (let count = 0; count < 3; count++) await v3("POST /candidates", ada);
    const idsOf = async (query: string) => {
      const { body, headers } = await v3(`GET /candidates?${query}`);
      const next = /\?([^>]*)>/.exec(headers.get("link") ?? "")?.[1];
      return { ids: body.map(({ id }: { id: number }) => id) as number[], next };
    };
    const [one, two, three] = fake.state.candidates.map(({ id }) => id).reverse();
    fake.state.paging = "overlapping";
    const first = await idsOf("per_page=2");
    expect(first.ids).toEqual([one, two]);
    expect(await idsOf(first.next ?? "")).toEqual({ ids: [two, three], next: undefined });
    fake.state.paging = "endless";
    let { next } = first;
    const seen = new Set([next]);
    for (let count = 0; count < 5; count++) {
      const page = await idsOf(next ?? "");
      expect(page.ids).toEqual(count === 0 ? [three] : []);
      next = page.next;
      seen.add(next);
    }
    expect(seen.size).toBe(6);
  });

  it("show only the requested fields, on every page", async () => {
    const { v3, fake, requestToken } = await account();
    for (let count = 0; count < 2; count++) await v3("POST /candidates", ada);
    const { body } = await requestToken();
    const headers = { authorization: `Bearer ${body.access_token}` };
    const url = "https://harvest.greenhouse.io/v3/candidates?fields=first_name&per_page=1";
    const first = await fake.fetch(url, { headers });
    const [, next = ""] = /<(.*)>/.exec(first.headers.get("link") ?? "") ?? [];
    const second = await fake.fetch(next, { headers });
    expect([await first.json(), await second.json()]).toEqual([[{ first_name: "Ada" }], [{ first_name: "Ada" }]]);
  });

  it("filter candidates by id, email address and time", async () => {
    const { v3, clock } = await account();
    const { body } = await v3("POST /candidates", ada);
    clock.now += 60_000;
    await v3("POST /candidates", { ...ada, email_addresses: [], is_private: true });
    const count = async (query: string) => (await v3(`GET /candidates?${query}`)).body.length;
    expect(await count(`ids=${body.candidate.id},5`)).toBe(1);
    expect(await count("email=ada%40EXAMPLE.org")).toBe(1);
    expect(await count("private=false")).toBe(1);
    expect(await count("created_at=gte|2026-03-01T12:00:30Z")).toBe(1);
    expect(await count("created_at=gte|2026-03-01T12:00:00.000Z|lt|2026-03-01T12:01:00Z")).toBe(1);
    expect(await count("created_at=lte|2026-03-01T12:01:00Z")).toBe(2);
  });
});

it("returns 404 for unknown paths, even without a token", async () => {
  const { fake } = checkedAccount();
  const response = await fake.fetch("https://harvest.greenhouse.io/v3/candidate");
  expect([response.status, await response.json()]).toEqual([404, { message: "Resource not found" }]);
});
