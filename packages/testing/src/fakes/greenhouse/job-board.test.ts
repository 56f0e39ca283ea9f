import { describe, expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const job = {
  id: 4461450008,
  internal_job_id: 4000000123,
  title: "Rust Engineer",
  updated_at: "2026-02-01T08:30:00-05:00",
  requisition_id: null,
  location: { name: "Lyon" },
  absolute_url: "https://boards.greenhouse.io/acme/jobs/4461450008",
  metadata: null,
};
const content = { content: "&lt;p&gt;Go&lt;/p&gt;", departments: [{ id: 1, name: "R&D" }], offices: [] };
const boards = "https://boards-api.greenhouse.io/v1/boards";

function acme(jobs: Record<string, unknown>[] = [{ ...job, ...content }], options: object = {}) {
  return checkedAccount({ boards: { acme: { name: "Acme", jobs } }, ...options });
}

it("returns all jobs of a board, with their content on request", async () => {
  const { call, fake } = acme();
  expect((await call(boards, "GET /acme/jobs")).body).toEqual({ jobs: [job], meta: { total: 1 } });
  expect((await call(boards, "GET /acme/jobs?content=true")).body.jobs).toEqual([{ ...job, ...content }]);
  expect((await call(boards, `GET /acme/jobs/${job.id}`)).body.title).toBe("Rust Engineer");
  expect((await call(boards, "GET /acme")).body.name).toBe("Acme");
  expect((await call(boards, "GET /constructor/jobs")).status).toBe(404);
  expect((await call(boards, "GET /acme/jobs/1")).status).toBe(404);
  fake.state.boards.acme?.jobs.pop();
  expect((await call(boards, "GET /acme/jobs")).body.meta.total).toBe(0);
  fake.reset();
  expect((await call(boards, "GET /acme/jobs")).body.meta.total).toBe(1);
});

it("takes slashes at the end of an address, and addresses below /embed", async () => {
  const { call, fake } = acme();
  const read = async (path: string) => {
    const response = await fake.fetch(`${boards}${path}`);
    return [response.status, await response.json()];
  };
  const jobs = (await call(boards, "GET /acme/jobs?content=true")).body;
  expect(await read("/acme/jobs/?content=true")).toEqual([200, jobs]);
  expect(await read("/acme/embed/jobs?content=true")).toEqual([200, jobs]);
  expect(await read(`/acme/embed/job?id=${job.id}`)).toEqual([200, { ...job, ...content }]);
  expect(await read("/acme/embed/departments/")).toMatchObject([200, { departments: [{ name: "R&D" }] }]);
  expect(await read("/acme/embed/department?id=1")).toMatchObject([200, { jobs: [{ title: "Rust Engineer" }] }]);
  expect((await read("/acme/embed/job?id=1"))[0]).toBe(404);
  expect(fake.requests.map(({ path }) => path).slice(0, 2)).toEqual(["/acme/jobs", "/acme/jobs"]);
  expect((await fake.fetch("https://harvest.greenhouse.io/v3/candidates/")).status).toBe(404);
});

it("shows questions and pay of one job on request", async () => {
  const more = { questions: [], compliance: [], pay_input_ranges: [] };
  const { call } = acme([{ ...job, ...more }]);
  const keysOf = async (path: string) => Object.keys((await call(boards, `GET /acme${path}`)).body);
  expect(await keysOf(`/jobs/${job.id}`)).toEqual(Object.keys(job));
  expect(await keysOf(`/jobs/${job.id}?questions=true`)).toEqual([...Object.keys(job), "questions", "compliance"]);
  expect(await keysOf(`/jobs/${job.id}?pay_transparency=true`)).toContain("pay_input_ranges");
  expect(Object.keys((await call(boards, "GET /acme/jobs?content=true")).body.jobs[0])).toEqual(Object.keys(job));
});

describe("the groups of a board", () => {
  const parts = {
    departments: [
      { id: 1, name: "R&D" },
      { id: 2, name: "Core", parent_id: 1 },
    ],
    offices: [{ id: 7, name: "Lyon", location: "Lyon, France", parent_id: null }],
  };
  const prospects = { ...job, id: 9, internal_job_id: null, title: "Anything", departments: [], offices: [] };

  it("are departments and offices with their jobs, as lists or trees", async () => {
    const { call } = acme([{ ...job, ...parts }, prospects]);
    const { departments } = (await call(boards, "GET /acme/departments")).body;
    expect(departments).toMatchObject([
      { id: 1, parent_id: null, child_ids: [2], jobs: [{ id: job.id, title: "Rust Engineer" }] },
      { id: 2, parent_id: 1, child_ids: [] },
    ]);
    expect((await call(boards, "GET /acme/departments/2")).body).toEqual(departments[1]);
    const tree = (await call(boards, "GET /acme/departments?render_as=tree")).body.departments;
    expect(tree).toMatchObject([{ id: 1, children: [{ id: 2, children: [] }] }]);
    const { offices } = (await call(boards, "GET /acme/offices")).body;
    expect(offices).toMatchObject([{ id: 7, location: "Lyon, France", departments: [{ id: 1 }, { id: 2 }] }]);
    expect((await call(boards, "GET /acme/offices/7")).body).toEqual(offices[0]);
    expect((await call(boards, "GET /acme/offices/8")).status).toBe(404);
  });

  it("are sections of prospect posts", async () => {
    const { call } = acme([job, prospects]);
    const { sections } = (await call(boards, "GET /acme/sections")).body;
    expect(sections).toMatchObject([{ jobs: [{ id: 9, title: "Anything" }] }]);
    expect((await call(boards, `GET /acme/sections/${sections[0].id}`)).body).toEqual(sections[0]);
  });
});

it("lists the schools, degrees and disciplines for educations", async () => {
  const { call, fake } = acme();
  expect((await call(boards, "GET /acme/education/degrees?term=master%27s")).body).toEqual({
    items: [{ id: expect.any(Number), text: "Master's Degree" }],
    meta: { total_count: 1, per_page: 100 },
  });
  for (const option of fake.state.options) option.active = false;
  expect((await call(boards, "GET /acme/education/schools?page=1")).body.items).toEqual([]);
});

describe("an application to a job", () => {
  const person = { first_name: "Ada", last_name: "Lovelace", email: "ada@example.org" };
  const apply = (account: ReturnType<typeof acme>, body: object | FormData, key = "board-key") =>
    account.call(boards, `POST /acme/jobs/${job.id}`, {
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: body instanceof FormData ? body : JSON.stringify(body),
    });

  it("creates a candidate of the account, with a file", async () => {
    const account = acme();
    const response = await apply(account, { ...person, phone: "1", resume_text: "Analyst" });
    expect(response).toMatchObject({ status: 200, body: { success: "Candidate saved successfully" } });
    const { candidates, applications, attachments } = account.fake.state;
    expect(candidates).toMatchObject([{ first_name: "Ada", email_addresses: [{ value: "ada@example.org" }] }]);
    expect(applications).toMatchObject([{ job_id: job.internal_job_id }]);
    expect(attachments).toMatchObject([{ type: "resume", source: { content: "Analyst" } }]);
    const form = new FormData();
    for (const [name, value] of Object.entries(person)) form.append(name, value);
    form.append("resume", new File(["%PDF"], "ada.pdf"));
    expect((await apply(account, form)).status).toBe(200);
    expect(account.fake.state.attachments[1]).toMatchObject({ filename: "ada.pdf" });
  });

  it("stores names without their double blanks and keeps the file of a form in strict mode", async () => {
    const account = acme(undefined, { strict: true });
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...person, last_name: "King  Lovelace" })) form.append(name, value);
    form.append("resume", new File(["%PDF"], "ada.pdf"));
    expect((await apply(account, form)).status).toBe(200);
    expect(account.fake.state.candidates).toMatchObject([{ last_name: "King Lovelace" }]);
    expect(account.fake.state.attachments).toMatchObject([{ type: "resume", filename: "ada.pdf" }]);
  });

  it("is refused without a name, an email address, or a key of the board", async () => {
    const account = acme(undefined, { boardKeys: ["board-key"] });
    const failed = { status: 401, body: { status: 401, error: "Failed to save person" } };
    expect(await apply(account, { ...person, email: "ada" })).toMatchObject(failed);
    expect(await apply(account, { ...person, last_name: " " })).toMatchObject(failed);
    expect((await apply(account, person, "other")).status).toBe(401);
    expect(account.fake.state.candidates).toEqual([]);
  });
});
