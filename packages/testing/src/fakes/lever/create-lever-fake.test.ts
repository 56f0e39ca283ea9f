import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../document/schema-validator";
import { type CheckedFetch, checkedFetch } from "../engine/checked-fetch";
import { createLeverFake } from "./create-lever-fake";

const document = await loadDocument(new URL("../../../../../specs/lever/openapi.yaml", import.meta.url));
const specification = { document, validator: schemaValidator(document) };
const api = "https://api.lever.co/v1";
const sandbox = "https://api.sandbox.lever.co/v1";
const specifications = { [api]: specification, [sandbox]: specification };

const start = Date.UTC(2026, 2, 1, 12);
let now = start;
const posting = (id: string, more: object = {}) => ({ id, ...more });
const lever = createLeverFake({
  apiKeys: ["key-1"],
  apps: [
    { clientId: "app", clientSecret: "secret", redirectUri: "https://example.com/back", codes: ["code-1", "code-2"] },
  ],
  postings: [
    posting("baker", {
      text: "Baker",
      categories: { team: "Kitchen", location: "Lyon" },
      owner: "chef",
      tags: ["hot"],
    }),
    posting("draft", { state: "draft" }),
    ...["a", "b", "c"].map((id) => posting(id)),
  ],
  contacts: [{ id: "gone", isAnonymized: true }],
  now: () => now,
});
let checked: CheckedFetch;

beforeEach(() => {
  now = start;
  lever.reset();
  checked = checkedFetch(lever.fetch, specifications);
});

const key = { authorization: `Basic ${btoa("key-1:")}` };

// biome-ignore lint/suspicious/noExplicitAny: responses have many shapes, and checkedFetch validates them
type Body = any;

async function send(method: string, url: string, body?: unknown, headers: Record<string, string> = key) {
  const isForm = body instanceof FormData;
  const response = await checked.fetch(url.startsWith("https:") ? url : `${api}${url}`, {
    method,
    headers: { ...headers, ...(body === undefined || isForm ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}
const get = (path: string) => send("GET", path);
const create = (body: unknown = {}, query = "?perform_as=user") => send("POST", `/opportunities${query}`, body);
const ids = async (path: string) => (await get(path)).body.data.map(({ id }: { id: string }) => id);

describe("requests that match the specification", () => {
  afterEach(() => expect(checked.violations).toEqual([]));

  test("create an opportunity from JSON, and read it", async () => {
    const created = await create({
      ...{ name: "Ada Example", emails: ["ada@example.com"], phones: [{ type: "mobile", value: "+33600000000" }] },
      ...{ createdAt: start - 1000, sources: ["HrFlow.ai"], tags: ["a"], postings: ["baker"], origin: "applied" },
    });
    expect(created.status).toBe(201);
    expect(created.body.deduped).toBe(false);
    expect(created.body.data).not.toHaveProperty("opportunityLocation");
    const { id, contact } = created.body.data;
    const read = await get(`/opportunities/${id}`);
    expect(read.body.data).toMatchObject({
      ...{ id, contact, name: "Ada Example", emails: ["ada@example.com"], createdAt: start - 1000, updatedAt: null },
      ...{ tags: ["a", "Baker", "Kitchen", "Lyon"], sources: ["HrFlow.ai"], owner: "user", followers: [] },
      ...{ phones: [{ type: "mobile", value: "+33600000000" }], stage: "lead-new", archived: null, origin: "applied" },
      ...{ applications: [expect.any(String)], opportunityLocation: "unspecified" },
    });
    const expanded = await get(`/opportunities/${id}?expand=contact&expand=applications`);
    expect(expanded.body.data).toMatchObject({ contact: { id: contact }, applications: [{ posting: "baker" }] });
    expect(lever.state.opportunities).toMatchObject([{ id, posting: "baker" }]);
    expect(
      (await create({ postings: ["baker"] }, "?perform_as=user&perform_as_posting_owner=true")).body.data.owner,
    ).toBe("chef");
  });

  test("create an opportunity from a form, with its resume and files", async () => {
    const form = new FormData();
    const parts = [
      ["name", "Ada"],
      ["emails[]", "ada@example.com"],
      ["createdAt", `${start - 1}`],
      ["tags[]", "a"],
      ["tags[]", "b"],
    ];
    const phones = [
      ["phones[][type]", "home"],
      ["phones[][value]", "1"],
      ["phones[][type]", "work"],
      ["phones[][value]", "2"],
    ];
    for (const [name = "", value = ""] of [...parts, ...phones]) form.append(name, value);
    form.append("resumeFile", new File(["%PDF"], "ada.pdf", { type: "application/pdf" }));
    form.append("files[]", new File(["x"], "cover.txt"));
    const { body } = await create(form, "?perform_as=user&parse=true");
    expect(body.data).toMatchObject({
      ...{ name: "Ada", createdAt: start - 1, tags: ["a", "b"] },
      phones: [
        { type: "home", value: "1" },
        { type: "work", value: "2" },
      ],
    });
    expect((await get(`/opportunities/${body.data.id}/resumes`)).body.data).toMatchObject([
      { file: { name: "ada.pdf", ext: "pdf", size: 4 } },
    ]);
    expect((await get(`/opportunities/${body.data.id}/files`)).body.data).toMatchObject([
      { name: "cover.txt", ext: ".txt" },
    ]);
    expect(await lever.state.resumes[0]?.content.text()).toBe("%PDF");
  });

  test("create another opportunity of the same person if a create is repeated", async () => {
    const first = await create({ name: "Ada", emails: ["ada@example.com"] });
    const second = await create({ name: "Other", emails: [" Ada@Example.com"], phones: [{ value: "1" }] });
    expect([first.body.deduped, second.body.deduped]).toEqual([false, true]);
    expect(second.body.data).toMatchObject({ contact: first.body.data.contact, name: "Ada", phones: [] });
    expect([lever.state.opportunities.length, lever.state.contacts.length]).toEqual([2, 2]);
  });

  test("match no contact without an email address, and extend a contact given by id", async () => {
    const { contact } = (await create({ name: "Ada" })).body.data;
    expect((await create({ name: "Ada" })).body.deduped).toBe(false);
    const { body } = await create({ contact, name: "Grace", emails: ["ada@example.com"], phones: [{ value: "1" }] });
    expect(body).toMatchObject({ deduped: true, data: { contact, name: "Ada", emails: ["ada@example.com"] } });
    expect(body.data.phones).toEqual([{ value: "1" }]);
  });

  test("filter opportunities", async () => {
    const created = [];
    for (const n of [1, 2, 3]) {
      const body = {
        name: `n${n}`,
        emails: [`n${n}@example.com`],
        createdAt: start - n,
        ...(n === 2 ? { postings: ["baker"] } : {}),
      };
      created.push((await create(body)).body.data);
    }
    const [one, two, three] = created;
    expect(await ids("/opportunities")).toEqual([one.id, two.id, three.id]);
    expect(await ids(`/opportunities?created_at_start=${start - 2}&created_at_end=${start - 2}`)).toEqual([two.id]);
    expect(await ids(`/opportunities?created_at_end=${start - 2}`)).toEqual([two.id, three.id]);
    expect(await ids("/opportunities?email=N3@example.com")).toEqual([three.id]);
    expect(await ids(`/opportunities?contact_id=${one.contact}&contact_id=${two.contact}`)).toEqual([one.id, two.id]);
    expect(await ids("/opportunities?posting_id=baker")).toEqual([two.id]);
    expect(await ids(`/opportunities?updated_at_start=${start + 1}`)).toEqual([]);
    expect(await ids("/opportunities?archived=true")).toEqual([]);
  });

  test("page through opportunities, even if records are added meanwhile", async () => {
    for (const n of [1, 2, 3]) await create({ createdAt: start - n });
    const first = (await get("/opportunities?limit=2")).body;
    expect(first).toMatchObject({ hasNext: true, next: expect.stringMatching(/^%5B/) });
    await create({ createdAt: start });
    const second = (await get(`/opportunities?limit=2&offset=${encodeURIComponent(first.next)}`)).body;
    expect(second.data.map(({ createdAt }: { createdAt: number }) => start - createdAt)).toEqual([3]);
    expect(second.hasNext).toBe(false);
    expect(second).not.toHaveProperty("next");
  });

  test("get overlapping or endless pages if configured", async () => {
    for (const n of [1, 2, 3]) await create({ createdAt: start - n });
    const follow = async (next: string) =>
      (await get(`/opportunities?limit=2&offset=${encodeURIComponent(next)}`)).body;
    lever.state.paging = "overlapping";
    const first = (await get("/opportunities?limit=2")).body;
    expect((await follow(first.next)).data[0].id).toBe(first.data[1].id);
    lever.state.paging = "endless";
    const last = await follow(first.next);
    const beyond = await follow(last.next);
    expect(beyond).toMatchObject({ data: [], hasNext: true });
    expect(beyond.next).not.toBe(last.next);
  });

  test("are refused with the offset of another listing, or a stale one", async () => {
    const { next } = (await get("/postings?limit=1")).body;
    const stale = { status: 400, body: { code: "BadRequestError", message: "Invalid offset token" } };
    expect(await get(`/opportunities?offset=${encodeURIComponent(next)}`)).toMatchObject(stale);
    expect((await get(`/postings?limit=3&offset=${encodeURIComponent(next)}`)).status).toBe(200);
    lever.state.offsets.clear();
    expect(await get(`/postings?limit=1&offset=${encodeURIComponent(next)}`)).toMatchObject(stale);
  });

  test("filter postings", async () => {
    expect((await ids("/postings?state=draft&state=closed")).sort()).toEqual(["draft"]);
    expect((await ids("/postings?state=published")).sort()).toEqual(["a", "b", "baker", "c"]);
    expect(await ids("/postings?team=Kitchen&tag=hot")).toEqual(["baker"]);
    expect((await get("/postings?state=draft&updated_at_start=1")).status).toBe(400);
    expect((await get("/postings/baker")).body.data.text).toBe("Baker");
    expect((await get("/postings/none")).status).toBe(404);
  });

  test("add files to an opportunity", async () => {
    const { id } = (await create()).body.data;
    const form = new FormData();
    form.append("file", new File(["odt"], "ada.odt"));
    const added = await send("POST", `/opportunities/${id}/files?perform_as=user`, form);
    expect(added).toMatchObject({ status: 200, body: { data: { name: "ada.odt", ext: ".odt", size: 3 } } });
    expect(lever.state.files).toMatchObject([{ opportunity: id }]);
  });

  test("read and change contacts, and thereby their opportunities", async () => {
    const { id, contact } = (await create({ name: "Ada", location: "Lyon" })).body.data;
    expect((await get(`/contacts/${contact}`)).body.data).toMatchObject({ name: "Ada", location: { name: "Lyon" } });
    const changed = await send("PUT", `/contacts/${contact}`, { phones: [{ value: "1" }], location: "Paris" });
    expect(changed.body.data).toMatchObject({ name: "Ada", phones: [{ value: "1" }], location: { name: "Paris" } });
    expect((await get(`/opportunities/${id}`)).body.data).toMatchObject({
      location: "Paris",
      phones: [{ value: "1" }],
    });
    expect((await send("PUT", "/contacts/gone", { name: "x" })).status).toBe(400);
    expect((await get("/contacts/none")).status).toBe(404);
  });

  test("get no personal data in the response to a change", async () => {
    const { id } = (await create({ name: "Ada", emails: ["ada@example.com"] })).body.data;
    const blank = { name: "", emails: [], phones: [], links: [] };
    const path = `/opportunities/${id}`;
    const stage = await send("PUT", `${path}/stage?perform_as=user`, { stage: "offer" });
    expect(stage.body.data).toMatchObject({ ...blank, stage: "offer" });
    const tags = await send("POST", `${path}/addTags?perform_as=user`, { tags: ["a", "b"] });
    expect(tags.body.data).toMatchObject({ ...blank, tags: ["a", "b"] });
    expect((await send("POST", `${path}/removeTags?perform_as=user`, { tags: ["a"] })).body.data.tags).toEqual(["b"]);
    expect((await send("POST", `${path}/addSources?perform_as=user`, { sources: ["x"] })).body.data.sources).toEqual([
      "x",
    ]);
    expect(
      (await send("PUT", `${path}/archived?perform_as=user`, { reason: "hired" })).body.data.archived,
    ).toMatchObject({
      reason: "hired",
    });
    expect(await ids("/opportunities?archived=true")).toEqual([id]);
    expect((await send("PUT", `${path}/archived?perform_as=user`, { reason: null })).body.data.archived).toBe(null);
    expect((await get(path)).body.data.name).toBe("Ada");
  });

  test("are refused with an unknown credential", async () => {
    for (const authorization of ["", "Basic !", `Basic ${btoa("other:")}`, "Bearer none"])
      expect((await send("GET", "/postings", undefined, { authorization })).status).toBe(401);
  });
});

describe("invalid requests", () => {
  const refused = { status: 400, body: { code: "BadRequestError" } };

  test.each([
    ["two postings", { postings: ["a", "b"] }],
    ["an unknown posting", { postings: ["none"] }],
    ["a future time", { createdAt: start + 1 }],
    ["a malformed time", { createdAt: "yesterday" }],
    ["an archive time without an earlier createdAt", { archived: { reason: "x", archivedAt: start } }],
    ["an unknown contact", { contact: "none" }],
    ["an anonymized contact", { contact: "gone" }],
    ["a resume in JSON", { resumeFile: "x" }],
    ["a string instead of a list", { emails: "ada@example.com" }],
    ["a number instead of a string", { name: 1 }],
    ["a list", []],
  ])("get a 400 for %s in a create", async (_, body) => {
    expect(await create(body)).toMatchObject(refused);
    expect(lever.state.opportunities).toEqual([]);
  });

  test.each(["", "?perform_as=", "?perform_as=user&perform_as_posting_owner=true", "?perform_as=user&force=1"])(
    "get a 400 for a create with the query %j",
    async (query) => expect(await create({}, query)).toMatchObject(refused),
  );

  test.each([
    "/postings?limit=0",
    "/postings?limit=101",
    "/postings?offset=unknown",
    "/opportunities?created_at_start=today",
    "/opportunities?include_deleted=true",
    "/opportunities?expand=everything",
  ])("get a 400 for %s", async (path) => expect(await get(path)).toMatchObject(refused));

  test("get a 404 for an unknown path or opportunity, and a 400 without a file", async () => {
    expect((await get("/candidates")).body.code).toBe("ResourceNotFound");
    expect((await send("POST", "/opportunities/none/files?perform_as=user", new FormData())).status).toBe(404);
    const { id } = (await create()).body.data;
    expect(await send("POST", `/opportunities/${id}/files?perform_as=user`, new FormData())).toMatchObject(refused);
    expect(await send("POST", `/opportunities/${id}/files`, new FormData())).toMatchObject(refused);
  });

  test("ignores phones in forms with `phonesInForms: false`", async () => {
    const fake = createLeverFake({ apiKeys: ["key-1"], phonesInForms: false });
    const form = new FormData();
    form.append("phones[][value]", "1");
    await fake.fetch(`${api}/opportunities?perform_as=user`, { method: "POST", headers: key, body: form });
    expect(fake.state.contacts).toMatchObject([{ phones: [] }]);
  });
});

test("a page has at most as many rows as the fake is told, whatever the query asks for", async () => {
  const fake = createLeverFake({ apiKeys: ["key"], largestPage: 2, postings: ["a", "b", "c"].map((id) => ({ id })) });
  const headers = { authorization: `Basic ${btoa("key:")}` };
  const response = await fake.fetch("https://api.lever.co/v1/postings?limit=100", { headers });
  expect(await response.json()).toMatchObject({ data: [{}, {}], hasNext: true });
});
