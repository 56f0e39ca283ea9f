import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../document/schema-validator";
import { type CheckedFetch, checkedFetch } from "../engine/checked-fetch";
import { createHrflowFake } from "./create-hrflow-fake";

const document = await loadDocument(new URL("../../../../../specs/hrflow/openapi.yaml", import.meta.url));
const specifications = { "https://api.hrflow.ai/v1": { document, validator: schemaValidator(document) } };

const sourceKey = "5".repeat(40);
const boardKey = "b".repeat(40);
const secret = `ask_${"0".repeat(32)}`;
const ada = { apiKey: secret, userEmail: "ada@example.com" };
const reader = { ...ada, apiKey: `askr_${"1".repeat(32)}` };
const writer = { ...ada, apiKey: `askw_${"2".repeat(32)}` };

const hrflow = createHrflowFake({
  accounts: [ada, reader, writer],
  sources: [sourceKey],
  boards: [boardKey],
  profiles: [
    {
      source_key: sourceKey,
      key: "7".repeat(40),
      reference: "ada",
      info: { full_name: "Ada Example", email: "ada@example.com" },
      text: "Ada",
      attachments: [{ type: "resume", public_url: "https://files.example.com/ada.pdf" }],
    },
  ],
  now: () => Date.UTC(2026, 2, 1, 12),
});
let checked: CheckedFetch;

beforeEach(() => {
  hrflow.reset();
  checked = checkedFetch(hrflow.fetch, specifications);
});
afterEach(() => expect(checked.violations).toEqual([]));

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await checked.fetch(`https://api.hrflow.ai/v1${path}`, {
    method,
    headers: { "x-api-key": secret, "x-user-email": ada.userEmail, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    ...((await response.json()) as { message: string; data: Record<string, unknown> }),
  };
}

const baker = { reference: "job-1", name: "Baker", location: { text: "Lyon" }, sections: [] };
const add = (job: object = baker) => send("POST", "/job/indexing", { board_key: boardKey, job });
const replace = (job: object) => send("PUT", "/job/indexing", { board_key: boardKey, job });
const read = (query: string) => send("GET", `/job/indexing?board_key=${boardKey}&${query}`);

describe("jobs", () => {
  test("are created, with null for absent lists, and read by reference or key", async () => {
    const created = await add();
    expect(created).toMatchObject({ status: 201, message: "Job created" });
    expect(created.data).toMatchObject({
      ...{
        reference: "job-1",
        name: "Baker",
        board_key: boardKey,
        board: { key: boardKey },
        created_at: "2026-03-01T12:00:00+0000",
      },
      ...{ sections: [], skills: null, tags: null, location: { text: "Lyon", lat: null, fields: null } },
    });
    const found = await read("reference=job-1");
    expect(found).toMatchObject({
      status: 200,
      data: { key: created.data.key, location: { fields: [] }, skills: null },
    });
    expect((await read(`key=${created.data.key}`)).data).toEqual(found.data);
    expect(hrflow.state.jobs).toMatchObject([{ reference: "job-1" }]);
  });

  test("may also be sent without the `job` wrapper", async () => {
    const body = { board_key: boardKey, ...baker };
    const response = await hrflow.fetch("https://api.hrflow.ai/v1/job/indexing", {
      method: "POST",
      headers: { "x-api-key": secret, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(201);
    expect(hrflow.state.jobs).toMatchObject([{ name: "Baker", board_key: boardKey }]);
  });

  test("need a unique reference, unless the other job is archived", async () => {
    await add();
    expect(await add()).toMatchObject({
      status: 400,
      message: "Cannot create job with this reference: job-1. Already used!",
    });
    for (const job of hrflow.state.jobs) job.archived_at = "2026-03-02T12:00:00+0000";
    expect(await add()).toMatchObject({ status: 201 });
    const { reference: _, ...anonymous } = baker;
    expect([(await add(anonymous)).status, (await add(anonymous)).status]).toEqual([201, 201]);
  });

  test("are replaced completely: absent fields are cleared, and lists become empty", async () => {
    const created = await add({ ...baker, summary: "Bread.", tags: [{ name: "a", value: "b" }] });
    const edited = await replace({ ...baker, name: "Chef" });
    expect(edited).toMatchObject({ status: 200, message: "Job edited" });
    expect(edited.data).toMatchObject({
      ...{ id: created.data.id, key: created.data.key, created_at: created.data.created_at },
      ...{ name: "Chef", summary: null, tags: [], skills: [], location: { fields: [] } },
    });
    expect(hrflow.state.jobs).toHaveLength(1);
  });

  test("are a 400 with the message of HrFlow.ai if they do not exist", async () => {
    const missing = { status: 400, message: "Unable to find object: job" };
    expect(await read("reference=none")).toMatchObject(missing);
    expect(await replace(baker)).toMatchObject(missing);
    expect(await send("GET", `/job/indexing?board_key=${"c".repeat(40)}&key=x`)).toMatchObject({
      status: 400,
      message: "Invalid parameters. Unable to find object: board",
    });
  });

  test("are refused without their required fields", async () => {
    const response = await hrflow.fetch("https://api.hrflow.ai/v1/job/indexing", {
      method: "POST",
      headers: { "x-api-key": secret, "content-type": "application/json" },
      body: JSON.stringify({ board_key: boardKey, job: { name: "Baker" } }),
    });
    expect([response.status, await response.json()]).toEqual([400, { code: 400, message: "Invalid board fields" }]);
  });
});

describe("profiles", () => {
  const query = `source_key=${sourceKey}`;

  test("exist initially, including attachments", async () => {
    const found = await send("GET", `/profile/indexing?${query}&key=${"7".repeat(40)}`);
    expect(found.data).toMatchObject({
      ...{ reference: "ada", info: { full_name: "Ada Example", phone: null, location: { text: null, fields: [] } } },
      ...{ attachments: [{ type: "resume" }], experiences: [], skills: null },
    });
    const both = await send("GET", `/profile/indexing?${query}&key=other&reference=ada`);
    expect(both.data).toEqual(found.data);
    expect((await send("GET", `/profile/indexing?${query}&email=ada@example.com`)).data).toEqual(found.data);
  });

  test("are created and replaced, and keep their attachments", async () => {
    const profile = { reference: "ada", info: { full_name: "Ada Other" }, text: "" };
    expect((await send("POST", "/profile/indexing", { source_key: sourceKey, profile })).message).toBe(
      "Cannot create profile with this reference: ada. Already used!",
    );
    const edited = await send("PUT", "/profile/indexing", { source_key: sourceKey, profile });
    expect(edited.data).toMatchObject({
      ...{ info: { full_name: "Ada Other", email: null }, attachments: [{ type: "resume" }], skills: [] },
    });
    const other = { ...profile, reference: "grace" };
    expect((await send("POST", "/profile/indexing", { source_key: sourceKey, profile: other })).status).toBe(201);
    expect(hrflow.state.profiles.map(({ reference }) => reference)).toEqual(["ada", "grace"]);
  });

  test("are a 400 with the message of HrFlow.ai if they do not exist", async () => {
    const found = await send("GET", `/profile/indexing?${query}&key=none`);
    expect(found).toMatchObject({ status: 400, message: "Unable to find object: profile" });
  });
});

describe("credentials", () => {
  const call = (method: string, headers: Record<string, string>) =>
    send(
      method,
      `/job/indexing?board_key=${boardKey}&key=x`,
      method === "GET" ? undefined : { board_key: boardKey, job: baker },
      headers,
    );

  test("are refused with a message that repeats the unknown key", async () => {
    const message = "Unauthorized. Invalid secret key: nonsense for permission: all";
    expect(await call("GET", { "x-api-key": "nonsense" })).toMatchObject({ status: 401, message });
  });

  test("read or write, depending on the kind of key", async () => {
    expect((await call("GET", { "x-api-key": writer.apiKey })).message).toMatch(/for permission: read$/);
    expect(
      (await send("POST", "/job/indexing", { board_key: boardKey, job: baker }, { "x-api-key": reader.apiKey }))
        .message,
    ).toMatch(/for permission: write$/);
    expect((await call("GET", { "x-api-key": reader.apiKey })).status).toBe(400);
  });

  test("are refused with a blank or wrong email address", async () => {
    for (const email of ["", "grace@example.com"])
      expect((await call("GET", { "x-user-email": email })).message).toBe("Unauthorized. Invalid Role");
  });
});

test("an unknown method is a 405, an unknown path a 404", async () => {
  const status = async (method: string, path: string) =>
    (await hrflow.fetch(`https://api.hrflow.ai/v1${path}`, { method })).status;
  expect([await status("PATCH", "/job/indexing"), await status("GET", "/jobs")]).toEqual([405, 404]);
});
