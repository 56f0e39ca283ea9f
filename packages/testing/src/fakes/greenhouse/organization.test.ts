import { describe, expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const options = {
  jobs: [
    { id: 11, name: "Baker", department_id: 22, office_ids: [31], requisition_id: "R-1", confidential: true },
    { id: 12, status: "closed" as const },
    13,
  ],
  departments: [
    { id: 21, name: "Kitchen" },
    { id: 22, name: "Bakery", parent_id: 21 },
  ],
  offices: [{ id: 31, name: "Lyon", location: "Lyon, France" }],
  users: [17, { id: 18, primary_email: "", emails: ["ada@example.org"] }],
};

async function account() {
  const { v3, v1, ...rest } = checkedAccount(options);
  const send = await v3();
  // Not every list is in the specification.
  const list = async (path: string, base = "https://harvest.greenhouse.io/v3") => {
    const { body } = await rest.requestToken({ grant_type: "client_credentials", sub: "17" });
    const authorization = base.endsWith("v3") ? `Bearer ${body.access_token}` : `Basic ${btoa("key:")}`;
    const response = await rest.fake.fetch(`${base}${path}`, { headers: { authorization } });
    return (await response.json()) as { id: number }[];
  };
  return {
    ...rest,
    v3: send,
    v1: v1({ "on-behalf-of": "17" }),
    list,
    v1List: (path: string) => list(path, "https://harvest.greenhouse.io/v1"),
  };
}
const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id);

describe("the organization of an account", () => {
  it("is in the lists of Harvest v3", async () => {
    const { v3, list } = await account();
    expect((await v3("GET /jobs")).body).toMatchObject([
      { id: 13, name: "Job 13" },
      { id: 12, status: "closed" },
      { id: 11, name: "Baker", department_id: 22, office_ids: [31], custom_fields: {} },
    ]);
    const jobs = async (query: string) => idsOf((await v3(`GET /jobs?${query}`)).body);
    expect(await jobs("status=open&department_id=22&office_id=31&requisition_id=R-1")).toEqual([11]);
    expect(await jobs("confidential=false")).toEqual([13, 12]);
    expect((await v3("GET /jobs?department_id=a")).status).toBe(422);
    expect(await list("/departments?parent_id=21")).toMatchObject([{ id: 22, name: "Bakery" }]);
    expect(await list("/offices")).toMatchObject([{ location: "Lyon, France" }]);
    expect(idsOf((await v3("GET /users")).body)).toEqual([17]);
    expect(idsOf((await v3("GET /users?show_service_accounts=true")).body)).toEqual([18, 17]);
    expect(idsOf((await v3("GET /users?primary_email=user-17@example.com")).body)).toEqual([17]);
  });

  it("is in the lists of Harvest v1, with departments and offices inside of jobs", async () => {
    const { v1, v1List } = await account();
    expect((await v1("GET /jobs?status=open&department_id=22")).body).toMatchObject([
      { id: 11, departments: [{ name: "Bakery", parent_id: 21 }], offices: [{ location: { name: "Lyon, France" } }] },
    ]);
    expect((await v1("GET /jobs/12")).body.status).toBe("closed");
    expect((await v1("GET /jobs/1")).status).toBe(404);
    expect(await v1List("/departments")).toMatchObject([{ id: 21, child_ids: [22] }, { id: 22 }]);
    expect(await v1List("/offices/31")).toMatchObject({ name: "Lyon", child_ids: [] });
    expect((await v1("GET /users?email=ADA@example.org")).body).toMatchObject([{ id: 18, disabled: false }]);
    expect((await v1("GET /users/17")).body.primary_email_address).toBe("user-17@example.com");
  });

  it("has the jobs and users that writes may name", async () => {
    const { v3, requestToken } = await account();
    const ada = { first_name: "Ada", last_name: "Lovelace" };
    expect((await v3("POST /candidates", { ...ada, application: { job_id: 11 } })).status).toBe(201);
    expect((await v3("POST /candidates", { ...ada, application: { job_id: 1 } })).status).toBe(422);
    expect((await requestToken({ grant_type: "client_credentials", sub: "18" })).status).toBe(200);
    expect((await requestToken({ grant_type: "client_credentials", sub: "19" })).status).toBe(400);
  });
});

describe("the lists of Harvest v3", () => {
  it("find notes by candidate, and other facts", async () => {
    const { v3 } = await account();
    const ids: number[] = [];
    for (const visibility of ["public", "private"]) {
      const { body } = await v3("POST /candidates", { first_name: "Ada", last_name: "Lovelace" });
      ids.push(body.candidate.id);
      await v3("POST /notes", { candidate_id: body.candidate.id, note_type: "NOTE", visibility, body: visibility });
    }
    const bodies = async (query: string) =>
      (await v3(`GET /notes?${query}`)).body.map(({ body }: { body: string }) => body);
    expect(await bodies(`candidate_ids=${ids[0]}`)).toEqual(["public"]);
    expect(await bodies(`candidate_ids=${ids.join()}&type=NOTE`)).toEqual(["private", "public"]);
    expect(await bodies("visibility=privately_visible")).toEqual(["private"]);
    expect(await bodies("application_ids=1")).toEqual([]);
  });

  it("show active and inactive options unless one is asked for", async () => {
    const { v3, fake } = await account();
    const [school] = fake.state.options;
    if (school) school.active = false;
    const path = "GET /custom_field_options?custom_field_key=school_name";
    const { body } = await v3(path);
    expect(body).toMatchObject([
      { name: "University of London", active: true, external_id: null, sort_order: 1 },
      { name: "Example University", active: false, sort_order: 0 },
    ]);
    expect(Object.keys(body[0])).not.toContain("key");
    expect(idsOf((await v3(`${path}&active=true`)).body)).toEqual([body[0].id]);
    const { custom_field_id } = body[0];
    expect((await v3(`GET /custom_field_options?custom_field_ids=${custom_field_id}`)).body).toHaveLength(2);
  });

  it("refuse times of creation together with times of update", async () => {
    const { v3 } = await account();
    const time = "gte|2026-01-01T00:00:00Z";
    expect((await v3(`GET /candidates?created_at=${time}&updated_at=${time}`)).status).toBe(422);
  });
});

describe("a refusal", () => {
  it("of Harvest v3 maps the field to its message", async () => {
    const { v3 } = await account();
    expect((await v3("POST /candidates", { first_name: "Ada", application: {} })).body).toEqual({
      message: "Unprocessable Content",
      errors: [{ last_name: "can't be blank" }, { "application.job_id": "can't be blank" }],
    });
  });

  it("of Harvest v1 names the field beside its message, and has no message of its own", async () => {
    const { v1 } = await account();
    expect((await v1("POST /candidates", { first_name: "Ada", last_name: "L", applications: [] })).body).toEqual({
      errors: [{ field: "applications", message: "must have at least 1" }],
    });
  });
});

it("reads a JSON body whatever its content type is", async () => {
  const { fake, requestToken } = checkedAccount();
  const { body } = await requestToken();
  const ada = JSON.stringify({ first_name: "Ada", last_name: "Lovelace", applications: [{ job_id: 1 }] });
  const send = (version: string, headers: Record<string, string>, body: BodyInit) =>
    fake.fetch(`https://harvest.greenhouse.io/${version}/candidates`, { method: "POST", headers, body });
  const v1 = { authorization: `Basic ${btoa("key:")}`, "on-behalf-of": "17" };
  const v3 = { authorization: `Bearer ${body.access_token}` };
  expect((await send("v1", v1, new TextEncoder().encode(ada))).status).toBe(201);
  expect((await send("v3", v3, ada)).status).toBe(201);
  const type = { "content-type": "application/x-www-form-urlencoded" };
  expect((await send("v3", { ...v3, ...type }, ada)).status).toBe(201);
  expect((await send("v3", { ...v3, ...type }, "first_name=Ada")).status).toBe(400);
});
