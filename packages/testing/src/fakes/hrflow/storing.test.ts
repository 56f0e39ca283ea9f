import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadDocument } from "../../document/load-document";
import { schemaValidator } from "../../document/schema-validator";
import { type CheckedFetch, checkedFetch } from "../engine/checked-fetch";
import { createHrflowFake } from "./create-hrflow-fake";

const document = await loadDocument(new URL("../../../../../specs/hrflow/openapi.yaml", import.meta.url));
const api = "https://api.hrflow.ai/v1";
const specifications = { [api]: { document, validator: schemaValidator(document) } };

const sourceKey = "5".repeat(40);
const otherKey = "6".repeat(40);
const boardKey = "b".repeat(40);
const secret = `ask_${"0".repeat(32)}`;
const reader = `askr_${"0".repeat(32)}`;
const source = (key: string, more: object = {}) => ({
  ...{ key, name: "Careers", type: "api", subtype: "http_api", environment: "test", ...more },
});

let now = 0;
const hrflow = createHrflowFake({
  accounts: [secret, reader].map((apiKey) => ({ apiKey, userEmail: "ada@example.com" })),
  sources: [source(sourceKey), source(otherKey, { name: "Agency", sync_parsing: true })],
  boards: [boardKey],
  parsedAfterMs: 5000,
  readJob: (text) => ({ skills: [{ name: text, type: "hard" }] }),
  now: () => now,
});
let checked: CheckedFetch;

beforeEach(() => {
  now = Date.UTC(2026, 2, 1, 12);
  hrflow.reset();
  checked = checkedFetch(hrflow.fetch, specifications);
});
afterEach(() => expect(checked.violations).toEqual([]));

async function send(method: string, path: string, body?: object, key = secret, fetch = checked.fetch) {
  const isForm = body instanceof FormData;
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { "x-api-key": key, ...(isForm ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: responses have many shapes, and checkedFetch validates them
  return { status: response.status, ...((await response.json()) as any) };
}
const get = (path: string) => send("GET", path);
const addJob = (reference: string, more: object = {}) =>
  send("POST", "/job/indexing", {
    board_key: boardKey,
    job: { reference, name: reference, location: { text: null }, sections: [], ...more },
  });
const boardKeys = `board_keys=${encodeURIComponent(JSON.stringify([boardKey]))}`;
const listed = async (query = "") =>
  (await get(`/storing/jobs?${boardKeys}${query}`)).data.map(({ reference }: { reference: string }) => reference);

test("a key says what it may do", async () => {
  expect(await get("/auth")).toMatchObject({ message: "API Access Success", data: { api_key_permission: "all" } });
  expect((await send("GET", "/auth", undefined, reader)).data.api_key_permission).toBe("read");
  expect((await send("GET", "/auth", undefined, "none")).status).toBe(401);
});

describe("sources and boards", () => {
  test("are listed, with the number of their objects", async () => {
    await addJob("a");
    expect(await get("/boards")).toMatchObject({
      ...{ message: "Board list", data: [{ key: boardKey, stats: { size: "1" } }] },
      meta: { page: 1, maxPage: 1, count: 1, total: 1 },
    });
    expect((await get("/sources?limit=1&page=2")).data).toMatchObject([{ key: otherKey }]);
    expect((await get("/sources?name=Careers")).data).toMatchObject([{ key: sourceKey }]);
  });

  test("are read by key, and a 400 if they do not exist", async () => {
    expect((await get(`/source?key=${sourceKey}`)).data).toEqual(source(sourceKey));
    expect((await get(`/board?key=${boardKey}&stats=1`)).data.stats).toEqual({ size: "0" });
    expect(await get(`/board?key=${"0".repeat(40)}`)).toMatchObject({
      ...{ status: 400, message: "Invalid parameters. Unable to find object: board" },
    });
  });
});

describe("a list of stored objects", () => {
  test("has pages, newest first, and complete rows only on request", async () => {
    for (const reference of ["a", "b", "c"]) {
      await addJob(reference);
      now += 1000;
    }
    const page = await get(`/storing/jobs?${boardKeys}&limit=2`);
    expect(page.meta).toEqual({ page: 1, maxPage: 2, count: 2, total: 3 });
    expect(Object.keys(page.data[0])).toEqual([
      ...["id", "key", "reference", "board_key", "archived_at", "created_at", "updated_at"],
    ]);
    expect(await listed("&limit=2&page=2")).toEqual(["a"]);
    expect(await listed("&limit=2&page=3")).toEqual([]);
    expect(await listed("&order_by=asc")).toEqual(["a", "b", "c"]);
    const [job] = (await get(`/storing/jobs?${boardKeys}&return_job=True&reference=b`)).data;
    expect(job).toMatchObject({ name: "b", location: { fields: [] } });
  });

  test("is filtered by key, reference, name and time", async () => {
    const { data } = await addJob("a", { created_at: "2026-01-01T00:00:00+0000" });
    await addJob("b");
    expect(await listed(`&key=${data.key}`)).toEqual(["a"]);
    expect(await listed("&name=b")).toEqual(["b"]);
    expect(await listed("&created_at_max=2026-01-01")).toEqual(["a"]);
    expect(await listed("&sort_by=updated_at&date_range_min=2026-03-01T12:00:00%2B0000")).toEqual(["b", "a"]);
    const profile = { info: { full_name: "Ada", email: "ada@example.com" }, text: "Ada" };
    await send("POST", "/profile/indexing", { source_key: sourceKey, profile });
    const sources = encodeURIComponent(JSON.stringify([sourceKey, otherKey]));
    const path = `/storing/profiles?source_keys=${sources}&return_profile=True`;
    expect((await get(`${path}&email=ada@example.com&name=Ada`)).data).toMatchObject([profile]);
  });

  test.each(["", "board_keys=x", "board_keys=%5B%5D", `board_keys=${encodeURIComponent('["0"]')}`])(
    "is a 400 for the boards %j",
    async (query) => {
      expect(await send("GET", `/storing/jobs?${query}`, undefined, secret, hrflow.fetch)).toMatchObject({
        ...{ status: 400, message: "Invalid parameters. Unable to find object: board" },
      });
    },
  );
});

test("objects are archived, which frees their reference, and restored", async () => {
  const { data } = await addJob("a");
  const archive = (body: object) => send("PATCH", "/job/indexing/archive", { board_key: boardKey, ...body });
  expect(await archive({ reference: "a", is_archive: 1 })).toMatchObject({
    ...{ status: 200, message: "Job archived", data: { key: data.key } },
  });
  expect(hrflow.state.jobs).toMatchObject([{ archived_at: "2026-03-01T12:00:00+0000" }]);
  expect(await get(`/job/indexing?board_key=${boardKey}&reference=a`)).toMatchObject({ status: 400 });
  await archive({ key: data.key, is_archive: 0 });
  expect(hrflow.state.jobs).toMatchObject([{ archived_at: null }]);
  expect(await archive({ reference: "b", is_archive: 1 })).toMatchObject({
    ...{ status: 400, message: "Unable to find object: job" },
  });
});

test("values of tags and metadatas come back as text", async () => {
  const tags = [
    { name: "id", value: 4000000201 },
    { name: "open", value: true },
    { name: "none", value: null },
  ];
  const { data } = await addJob("a", { tags, metadatas: tags });
  const text = [{ value: "4000000201" }, { value: "true" }, { value: null }];
  expect(data).toMatchObject({ tags: text, metadatas: text });
});

describe("a file", () => {
  const upload = (source: string, more: Record<string, string> = {}, file = new File(["%PDF"], "Ada CV.pdf")) => {
    const form = new FormData();
    form.append("file", file);
    for (const [name, value] of Object.entries({ source_key: source, ...more })) form.append(name, value);
    return send("POST", "/profile/parsing/file", form);
  };
  const stored = (source: string, reference: string) =>
    get(`/profile/indexing?source_key=${source}&reference=${reference}`);

  test("is queued, and its profile is stored later", async () => {
    const queued = await upload(sourceKey, { reference: "ada", tags: '[{"name":"a","value":"b"}]' });
    expect(queued).toMatchObject({ status: 202, data: [] });
    expect((await stored(sourceKey, "ada")).status).toBe(400);
    now += 5000;
    const { data } = await stored(sourceKey, "ada");
    expect(data).toMatchObject({ tags: [{ name: "a", value: "b" }], attachments: [{ original_file_name: "Ada CV" }] });
    const file = await hrflow.fetch(data.attachments[0].public_url);
    expect(await file.text()).toBe("%PDF");
    expect((await get(`/profile/indexing/attachments?source_key=${sourceKey}&reference=ada`)).data).toEqual(
      data.attachments,
    );
  });

  test("is parsed at once in a source that does so, and again with a used reference", async () => {
    const first = await upload(otherKey, { reference: "ada" });
    expect(first).toMatchObject({ status: 201, data: { profile: { reference: "ada", text: "" } } });
    const second = await upload(otherKey, { reference: "ada" });
    expect(second.data.profile.key).toBe(first.data.profile.key);
    expect(second.data.profile.attachments).toHaveLength(2);
    expect(hrflow.state.profiles).toHaveLength(1);
  });

  describe("of which parsing yields fields", () => {
    const fields = {
      text: "Ada, baker",
      info: { email: "parsed@example.com" },
      skills: [{ name: "Baking", type: "hard" }],
    };
    const profile = { reference: "ada", info: { full_name: "Ada", email: "ada@example.com" }, text: "Ada" };
    const parsing = async (settings: object) => {
      const fake = createHrflowFake({
        accounts: [{ apiKey: secret, userEmail: "ada@example.com" }],
        sources: [source(sourceKey, { sync_parsing: true })],
        parseFile: (file) => (file.name === "broken.pdf" ? null : fields),
        ...settings,
      });
      const call = (path: string, body: object) => send("POST", path, body, secret, fake.fetch);
      const uploaded = (more: Record<string, string> = {}, file = new File(["%PDF"], "ada.pdf")) => {
        const form = new FormData();
        for (const [name, value] of Object.entries({ file, source_key: sourceKey, reference: "ada", ...more }))
          form.append(name, value);
        return call("/profile/parsing/file", form);
      };
      await call("/profile/indexing", { source_key: sourceKey, profile });
      return { fake, uploaded };
    };

    test("fills the empty fields of a stored profile", async () => {
      const { uploaded } = await parsing({});
      expect((await uploaded()).data.profile).toMatchObject({ ...profile, skills: fields.skills });
    });

    test("replaces the fields of a stored profile, if it is told to", async () => {
      const { uploaded } = await parsing({ parsingReplaces: true });
      expect((await uploaded()).data.profile).toMatchObject({
        ...{ ...fields, reference: "ada" },
        info: { full_name: null, email: "parsed@example.com" },
      });
    });

    test("is refused at once, or never stored by the queue, if it cannot be parsed", async () => {
      const file = new File(["%PDF"], "broken.pdf");
      expect((await (await parsing({})).uploaded({}, file)).status).toBe(400);
      const queue = await parsing({ sources: [sourceKey] });
      expect((await queue.uploaded({}, file)).status).toBe(202);
      expect(queue.fake.state).toMatchObject({ queue: [], profiles: [{ attachments: [] }] });
    });

    test.each([
      ["an unknown part", { tag: "[]" }],
      ["a list of texts", { tags: '["a"]' }],
      ["a flag that is no digit", { sync_parsing: "true" }],
      ["a time that cannot be read", { created_at: "yesterday" }],
    ])("is refused with %s in strict mode", async (_, more) => {
      const { uploaded } = await parsing({ strict: true });
      expect((await uploaded(more)).status).toBe(400);
      expect((await uploaded({}, new File([], "ada.pdf"))).status).toBe(400);
      expect((await uploaded({ tags: '[{"name":"a"}]', created_at: "2026-03-01T12:00:00Z" })).status).toBe(201);
    });
  });

  test("is refused without a known extension, a known source, or readable tags", async () => {
    expect((await upload(sourceKey, {}, new File(["MZ"], "ada.exe"))).status).toBe(400);
    expect((await upload("0".repeat(40))).status).toBe(400);
    expect((await upload(sourceKey, { tags: "a" })).status).toBe(400);
    expect([hrflow.state.profiles, hrflow.state.queue]).toEqual([[], []]);
  });
});

describe("the text of a job", () => {
  const parse = (body: object) => send("POST", "/text/parsing", body);

  test("is read as the fake was told, with an empty key as HrFlow.ai returns it", async () => {
    const { status, data } = await parse({ texts: ["Baker in Lyon"], output_object: "job" });
    expect(status).toBe(200);
    expect(data).toMatchObject([
      { job: { key: "", board_key: "", skills: [{ name: "Baker in Lyon", type: "hard" }] } },
    ]);
  });

  test.each([
    ["no texts", {}],
    ["an empty list", { texts: [] }],
    ["more than 31 texts", { texts: Array(32).fill("a") }],
  ])("is refused with %s", async (_, body) => {
    const response = await hrflow.fetch(`${api}/text/parsing`, {
      method: "POST",
      headers: { "x-api-key": secret, "content-type": "application/json" },
      body: JSON.stringify({ output_object: "job", ...body }),
    });
    expect(response.status).toBe(400);
  });

  test("is read as a profile or as entities too", async () => {
    expect((await parse({ texts: ["Ada"], output_object: "profile" })).data).toEqual([{ profile: {} }]);
    expect((await parse({ texts: ["Ada"] })).data).toMatchObject([{ text: "Ada", entities: [] }]);
  });
});
