import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPullScenario, firstId, people } from "../__fixtures__/pull-scenario";
import { type Version, versions } from "../__fixtures__/push-scenario";
import { fakeTimers } from "../__fixtures__/settle";

beforeEach(() => {
  fakeTimers();
  vi.setSystemTime("2026-11-20T10:00:00Z");
});
afterEach(() => vi.useRealTimers());

const id = firstId;
const options = { school_name: ["University of London"], degree: ["Master"], discipline: ["Mathematics"] };
const application = { id: 11, candidate_id: id, job_id: 77, updated_at: "2026-01-06T08:00:00.000Z" };

/** One candidate with everything. */
function createFullAccount() {
  const { candidates } = people(1);
  const scenario = createPullScenario({
    options,
    candidates: candidates.map((candidate) => ({
      ...candidate,
      email_addresses: [{ value: "ada@example.org", type: "personal" }],
      tags: ["Analyst"],
      custom_fields: { notice: { name: "Notice", type: "short_text", value: "two months" } },
    })),
    applications: [application, { id: 12, candidate_id: id, job_id: 78, status: "rejected" }],
    employments: [{ id: 21, candidate_id: id, start_date: "2019-01-01", end_date: "2020-03-31" }],
    attachments: [
      { id: 31, candidate_id: id, application_id: 11, filename: "old.pdf", created_at: "2026-01-05T08:00:00.000Z" },
      { id: 32, candidate_id: id, application_id: 11, filename: "new.pdf", created_at: "2026-01-07T08:00:00.000Z" },
      { id: 33, candidate_id: id, application_id: 11, filename: "letter.pdf", type: "cover_letter" },
    ],
  });
  const option = (key: string) => scenario.fake.state.options.find((one) => one.key === key)?.id ?? null;
  scenario.fake.state.educations.push({
    ...{ id: 41, candidate_id: id, created_at: application.updated_at, updated_at: application.updated_at },
    ...{ start_at: "2010-09-01T00:00:00.000Z", end_at: null, dropped: [] },
    ...{ start_date_month: 9, start_date_year: 2010, end_date_month: 6, end_date_year: 2014 },
    school_name_custom_field_option_id: option("school_name"),
    degree_custom_field_option_id: option("degree"),
    discipline_custom_field_option_id: option("discipline"),
  });
  return scenario;
}

it("delivers a file that names only its application, also if it alone changed", async () => {
  const { fake, pull, delivered, violations } = createPullScenario({
    ...people(2),
    applications: [application],
    attachments: [{ id: 31, candidate_id: id, application_id: 11, filename: "cv.pdf" }],
  });
  const [file] = fake.state.attachments;
  const change = (at: string) => Object.assign(file ?? {}, { candidate_id: null, updated_at: at });
  change("2026-01-06T08:00:00.000Z");
  await pull({ incremental: true });
  expect(delivered.map(({ resume }) => resume)).toContain("cv.pdf: %PDF-1.4 file 31");
  delivered.length = 0;
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(await pull({ incremental: true })).toMatchObject({ events: { read_success: 0 } });
  change(new Date(Date.now() + 60_000).toISOString());
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(await pull({ incremental: true })).toMatchObject({ status: "success", failures: [] });
  expect(delivered.map(({ profile, resume }) => [profile.reference, resume])).toEqual([
    [String(id), "cv.pdf: %PDF-1.4 file 31"],
  ]);
  expect(violations).toEqual([]);
});

describe.each<Version>(versions)("a pull by Harvest %s", (version) => {
  it("delivers a candidate with its jobs, employments, educations and newest resume", async () => {
    const { pull, delivered, violations } = createFullAccount();
    expect(await pull({ version })).toMatchObject({ status: "success", failures: [] });
    expect(delivered).toHaveLength(1);
    const [{ profile, resume } = { profile: undefined }] = delivered;
    expect(resume).toBe("new.pdf: %PDF-1.4 file 32");
    expect(profile).toMatchObject({
      reference: String(id),
      info: { full_name: "Ada Example 0", email: "ada@example.org" },
      experiences: [{ company: "Example Works", title: "Engineer", date_start: "2019-01-01T00:00:00" }],
      educations: [{ school: "University of London", title: "Master in Mathematics" }],
    });
    for (const tag of [
      { name: "greenhouse_job_id", value: "77" },
      { name: "greenhouse_job_id", value: "78" },
      { name: "greenhouse_tag", value: "Analyst" },
      { name: "greenhouse_notice", value: "two months" },
    ])
      expect(profile?.tags).toContainEqual(tag);
    expect(JSON.stringify(profile)).not.toContain("https://files.greenhouse.example");
    expect(violations).toEqual([]);
  });

  it("delivers the resume, also if a newer file of another type has its name", async () => {
    const file = { candidate_id: id, application_id: 11, filename: "cv.pdf" };
    const { pull, delivered } = createPullScenario({
      ...people(1),
      applications: [application],
      attachments: [
        { ...file, id: 31, created_at: "2026-01-05T08:00:00.000Z" },
        { ...file, id: 32, created_at: "2026-01-07T08:00:00.000Z", type: "cover_letter" },
      ],
    });
    expect(await pull({ version })).toMatchObject({ status: "success" });
    expect(delivered).toMatchObject([{ resume: "cv.pdf: %PDF-1.4 file 31" }]);
  });

  it("delivers every candidate of several pages once, by as few pages as there are", async () => {
    const { pull, take, queries, violations } = createPullScenario(people(1_203));
    expect(await pull({ version })).toMatchObject({ status: "success", events: { write_success: 1_203 } });
    expect(new Set(take()).size).toBe(1_203);
    // Harvest v1 tells the number of pages in the first one, which is read again at the end.
    expect(queries("/candidates")).toHaveLength(version === "v3" ? 3 : 4);
    expect(violations).toEqual([]);
  });

  it("delivers every candidate of several pages once, the oldest first, if it keeps a cursor", async () => {
    const { pull, take, violations } = createPullScenario(people(1_203));
    const result = await pull({ version, incremental: true });
    expect(result).toMatchObject({ status: "success", events: { write_success: 1_203 } });
    const references = take();
    expect(new Set(references).size).toBe(1_203);
    expect(references[0]).toBe(String(firstId));
    expect(violations).toEqual([]);
  });

  it.each([false, true])(
    "passes nobody over if others are deleted meanwhile (incremental: %s)",
    async (incremental) => {
      const candidates = people(2_203).candidates.map((row) => ({ ...row, created_at: "2026-01-05T08:00:00.000Z" }));
      const { pull, take, fake } = createPullScenario({ candidates });
      const lists: number[] = [];
      const fetch = async (input: Request | string | URL, init?: RequestInit) => {
        const response = await fake.fetch(input, init);
        // The newest are on the first page.
        if (new URL(input instanceof Request ? input.url : input).pathname.endsWith("/candidates")) {
          const newest = fake.state.candidates.reduce((one, other) => (one.id > other.id ? one : other));
          fake.state.candidates.splice(fake.state.candidates.indexOf(newest), 1);
          lists.push(newest.id);
        }
        return response;
      };
      expect(await pull({ version, incremental, options: { fetch } })).toMatchObject({ status: "success" });
      const delivered = take();
      expect(new Set(delivered).size).toBe(delivered.length);
      const stayed = candidates.filter((row) => !lists.includes(row.id)).map((row) => String(row.id));
      expect(stayed.filter((reference) => !delivered.includes(reference))).toEqual([]);
    },
  );

  it("delivers more candidates than a page that were created at once", async () => {
    const { pull, take } = createPullScenario({
      candidates: people(1_203).candidates.map((row) => ({ ...row, created_at: "2026-01-05T08:00:00.000Z" })),
    });
    expect(await pull({ version })).toMatchObject({ status: "success" });
    expect(new Set(take()).size).toBe(1_203);
  });

  it("reads no more than the limit", async () => {
    const { pull, take } = createPullScenario(people(700));
    await pull({ version, filters: { limit: 3 } });
    expect(take().sort()).toEqual([0, 1, 2].map((index) => String(firstId + index)));
  });

  it.each<[string, object, number[]]>([
    ["candidateIds", { candidateIds: [firstId + 2, String(firstId + 4)] }, [2, 4]],
    ["email", { email: "Third@example.org" }, [3]],
    ["jobId", { jobId: 88 }, [4]],
    [
      "createdAfter and createdBefore",
      { createdAfter: "2026-01-05T08:01:00Z", createdBefore: "2026-01-05T08:03" },
      [1, 2],
    ],
    ["updatedAfter", { updatedAfter: "2026-01-05T09:03:00+01:00" }, [3, 4, 5]],
    ["updatedBefore", { updatedBefore: "2026-01-05T08:02:00Z" }, [0, 1]],
    ["both times", { createdAfter: "2026-01-05T08:02:00Z", updatedBefore: "2026-01-05T08:04:00Z" }, [2, 3]],
    ["jobId and candidateIds", { jobId: 88, candidateIds: [firstId] }, []],
    ["email and candidateIds", { email: "third@example.org", candidateIds: [firstId] }, []],
  ])("reads by %s", async (_, filters, indexes) => {
    const { candidates, applications } = people(6);
    const { pull, take, violations } = createPullScenario({
      candidates: candidates.map((row, index) =>
        index === 3 ? { ...row, email_addresses: [{ value: "third@example.org", type: "work" }] } : row,
      ),
      applications: applications.map((row, index) => (index === 4 ? { ...row, job_id: 88 } : row)),
    });
    expect(await pull({ version, filters })).toMatchObject({ status: "success" });
    expect(take().sort()).toEqual(indexes.map((index) => String(firstId + index)));
    expect(violations).toEqual([]);
  });

  it.each<[string, object, number[]]>([
    ["leaves private candidates out", {}, [0, 2]],
    ["leaves them out of those asked for by id", { candidateIds: [firstId, firstId + 1] }, [0]],
    ["leaves them out of those with an e-mail address", { email: "ada@example.org" }, []],
    ["reads them with includePrivate", { includePrivate: true }, [0, 1, 2]],
  ])("%s, also if Greenhouse's filter lets them through", async (_, filters, indexes) => {
    const { candidates, applications } = people(3);
    const email_addresses = [{ value: "ada@example.org", type: "work" as const }];
    const scenario = createPullScenario({
      applications,
      candidates: candidates.map((row, n) => (n === 1 ? { ...row, private: true, email_addresses } : row)),
    });
    const { fake } = scenario;
    /** As if there were no filter. */
    const fetch = (input: Request | string | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      url.searchParams.delete("private");
      return fake.fetch(new Request(url, request));
    };
    for (const options of [{}, { fetch }]) {
      expect(await scenario.pull({ version, filters, options })).toMatchObject({ status: "success" });
      expect(scenario.take().sort()).toEqual(indexes.map((index) => String(firstId + index)));
    }
    expect(scenario.violations).toEqual([]);
  });

  it("reads a private candidate whose id is given", async () => {
    const { candidates, applications } = people(1);
    const hidden = candidates.map((row) => ({ ...row, private: true }));
    const { pullOne, take } = createPullScenario({ applications, candidates: hidden });
    expect(await pullOne(version, id)).toMatchObject({ status: "success" });
    expect(take()).toEqual([String(id)]);
  });

  it("reads one candidate, and an unknown one as nothing", async () => {
    const { pullOne, delivered, violations } = createFullAccount();
    expect(await pullOne(version, id)).toMatchObject({ status: "success", events: { write_success: 1 } });
    expect(delivered).toMatchObject([{ resume: "new.pdf: %PDF-1.4 file 32" }]);
    expect(await pullOne(version, 5)).toMatchObject({ status: "success", events: { read_success: 0 }, failures: [] });
    expect(violations).toEqual([]);
  });
});

describe("a pull by Harvest v3", () => {
  it("asks for what belongs to candidates for at most 50 at a time", async () => {
    const { pull, queries } = createPullScenario(people(120));
    await pull();
    // Batches are completed side by side.
    const sizes = (path: string, name: string) =>
      queries(path)
        .flatMap((query) => query.get(name)?.split(",").length ?? [])
        .sort();
    for (const path of ["/applications", "/candidate_employments", "/candidate_educations"])
      expect(sizes(path, "candidate_ids")).toEqual([20, 50, 50]);
    // Files by the applications alone, since each names one.
    expect(sizes("/attachments", "application_ids")).toEqual([20, 50, 50]);
    expect(queries("/attachments")).toHaveLength(3);
  });

  it("finds whose file it is by its application, if the file names no candidate", async () => {
    const { pull, delivered, fake } = createFullAccount();
    const fetch = async (input: Request | string | URL, init?: RequestInit) => {
      const response = await fake.fetch(input, init);
      if (!String(input instanceof Request ? input.url : input).includes("/v3/attachments")) return response;
      const rows = (await response.json()) as object[];
      return Response.json(
        rows.map((row) => ({ ...row, candidate_id: null })),
        { headers: response.headers },
      );
    };
    expect(await pull({ options: { fetch } })).toMatchObject({ status: "success" });
    expect(delivered).toMatchObject([{ resume: "new.pdf: %PDF-1.4 file 32" }]);
  });

  it("delivers no file but the one it asked for, whatever the list returns", async () => {
    const { pull, delivered, fake } = createFullAccount();
    const respond = async (
      change: (rows: { id: number }[]) => object[],
      input: Request | string | URL,
      init?: RequestInit,
    ) => {
      const request = new Request(input, init);
      const response = await fake.fetch(request);
      if (!request.url.includes("/v3/attachments?ids=")) return response;
      return Response.json(change((await response.json()) as { id: number }[]), { headers: response.headers });
    };
    const stranger = { id: 31, filename: "old.pdf", url: "https://files.greenhouse.example/31/old.pdf" };
    const withStranger = (input: Request | string | URL, init?: RequestInit) =>
      respond((rows) => [stranger, ...rows], input, init);
    expect(await pull({ options: { fetch: withStranger } })).toMatchObject({ status: "success" });
    expect(delivered).toMatchObject([{ resume: "new.pdf: %PDF-1.4 file 32" }]);
    const strangerAlone = (input: Request | string | URL, init?: RequestInit) => respond(() => [stranger], input, init);
    expect(await pull({ options: { fetch: strangerAlone } })).toMatchObject({
      failures: [{ stage: "read", error: { code: "not_found" } }],
    });
  });

  it("asks for the name of a school once", async () => {
    const scenario = createFullAccount();
    const { educations } = scenario.fake.state;
    const { candidates } = people(120);
    scenario.fake.state.candidates.push(
      ...candidates.slice(1).map((row) => ({ ...scenario.fake.state.candidates[0], ...row }) as never),
    );
    educations.push(
      ...candidates.slice(1).map((row, n) => ({ ...educations[0], id: 100 + n, candidate_id: row.id }) as never),
    );
    expect(await scenario.pull()).toMatchObject({ status: "success" });
    expect(scenario.queries("/custom_field_options")).toHaveLength(1);
  });

  it.each<[string, object, number[]]>([
    ["tag", { tag: "Analyst" }, [1]],
    ["includePrivate", { includePrivate: true }, [0, 1, 2, 3]],
    ["applicationStatus", { applicationStatus: "hired" }, [3]],
    ["jobId and applicationStatus", { jobId: 77, applicationStatus: "active" }, [0, 1]],
    ["lastActivityAfter", { lastActivityAfter: "2026-02-01T00:00:00Z" }, [0]],
    ["lastActivityBefore", { lastActivityBefore: "2026-02-01T00:00:00Z" }, [1, 3]],
    ["customFieldOptionId", { customFieldOptionId: 55, includePrivate: true }, [2]],
  ])("reads by %s", async (_, filters, indexes) => {
    const { candidates, applications } = people(4);
    const changes = [
      { last_activity_at: "2026-03-01T00:00:00.000Z" },
      { tags: ["Analyst"] },
      { private: true, custom_fields: { level: { name: "Level", type: "single_select", value: 55 } } },
      {},
    ];
    const { pull, take, violations } = createPullScenario({
      candidates: candidates.map((row, index) => ({ ...row, ...changes[index] })),
      applications: applications.map((row, index) => (index === 3 ? { ...row, status: "hired" } : row)),
    });
    expect(await pull({ filters })).toMatchObject({ status: "success" });
    expect(take().sort()).toEqual(indexes.map((index) => String(firstId + index)));
    expect(violations).toEqual([]);
  });

  it("says which filters Harvest v1 does not have, before any request", async () => {
    const { pull, fake } = createPullScenario();
    const result = await pull({ version: "v1", filters: { tag: "x", lastActivityAfter: "2026-01-01" } });
    expect(result).toMatchObject({ status: "fatal", reason: "bad_origin_parameters" });
    expect(result.failures.map(({ reference }) => reference)).toEqual([
      "originParameters.tag",
      "originParameters.lastActivityAfter",
    ]);
    expect(fake.requests).toEqual([]);
  });

  it.each([
    { createdAfter: "yesterday" },
    { limit: 0 },
    { limit: 1.5 },
    { candidateIds: ["a"] },
    { jobId: -1 },
    { email: " " },
    { applicationStatus: "in_process" },
    { unknown: 1 },
  ])("refuses %j before any request", async (filters) => {
    const { pull, fake } = createPullScenario();
    expect(await pull({ filters: filters as never })).toMatchObject({ reason: "bad_origin_parameters" });
    expect(fake.requests).toEqual([]);
  });
});

describe("a pull by Harvest v1", () => {
  it("asks for whole pages by both bounds of time, without a count, and ignores no filter", async () => {
    const { pull, queries } = createPullScenario(people(3));
    await pull({ version: "v1", filters: { updatedAfter: "2026-01-01", jobId: 77, email: "ada@example.org" } });
    await pull({ version: "v1", filters: { candidateIds: [firstId, firstId + 1], createdBefore: "2026-02-01" } });
    expect(queries("/candidates").map((query) => Object.fromEntries(query))).toEqual([
      {
        ...{ skip_count: "true", per_page: "500", job_id: "77", email: "ada@example.org" },
        ...{ updated_after: "2026-01-01T00:00:00.000Z", updated_before: "2026-11-20T10:00:00.000Z" },
      },
      {
        ...{ skip_count: "true", per_page: "500", candidate_ids: `${firstId},${firstId + 1}` },
        created_before: "2026-02-01T00:00:00.000Z",
      },
    ]);
  });

  it("sends the key as it is for every page", async () => {
    const { pull, fake } = createPullScenario(people(700));
    await pull({ version: "v1" });
    const sent = new Set(fake.requests.map(({ headers }) => headers.get("authorization")));
    expect([...sent]).toEqual([`Basic ${btoa("harvest-key-1:")}`]);
  });
});
