import { describe, expect, test } from "vitest";
import { api, checkedLever, headers } from "./__fixtures__/checked-lever";
import { createLeverFake } from "./create-lever-fake";

const { lever, clock, fetch, send, get, create, ids } = checkedLever();

describe("an opportunity", () => {
  test("is expanded by users, its stage, its contact and its application", async () => {
    const { id, contact } = await create({ postings: ["baker"], owner: "chef" });
    const names = ["applications", "stage", "owner", "followers", "sourcedBy", "contact"];
    const { data } = await get(`/opportunities/${id}?${names.map((name) => `expand=${name}`).join("&")}`);
    expect(data).toMatchObject({
      ...{ stage: { text: "New lead" }, owner: { name: "Chef" }, followers: [{ id: "chef" }], sourcedBy: "user" },
      ...{ contact: { id: contact }, applications: [{ posting: "baker" }] },
    });
    expect((await get("/postings?expand=owner&expand=followers")).data).toMatchObject([
      { owner: { name: "Chef" }, followers: [{ name: "Chef" }] },
    ]);
  });

  test("has only the fields that `include` names", async () => {
    const { id } = await create({ name: "Ada", tags: ["a"] });
    expect((await get("/opportunities?include=tags&include=stage")).data).toEqual([
      { id, tags: ["a"], stage: "lead-new" },
    ]);
  });

  test("has no time of update until it changes", async () => {
    const { id, updatedAt } = await create();
    expect(updatedAt).toBeNull();
    expect(await ids("/opportunities?updated_at_start=0")).toEqual([]);
    await send("POST", `/opportunities/${id}/addTags?perform_as=user`, { tags: ["a"] });
    expect((await get(`/opportunities/${id}`)).data.updatedAt).toBe(clock.now);
    expect(await ids("/opportunities?updated_at_start=0")).toEqual([id]);
  });

  test("is followed by the followers of its posting, not by its creator", async () => {
    expect((await create({ postings: ["baker"] })).followers).toEqual(["chef"]);
    expect((await create({ followers: ["other"] })).followers).toEqual(["other"]);
  });

  test.each([
    ["sourced", "user"],
    ["agency", null],
    ["referred", null],
  ])("of the origin %s is sourced by %s", async (origin, sourcedBy) => {
    expect((await create({ origin })).sourcedBy).toBe(sourcedBy);
  });

  test("is not changed without `perform_as`", async () => {
    const { id } = await create();
    const missing = {
      status: 400,
      body: { code: "BadRequestError", message: "Missing required parameter: perform_as" },
    };
    expect(await send("PUT", `/opportunities/${id}/stage`, { stage: "offer" })).toMatchObject(missing);
    expect(await send("PUT", `/opportunities/${id}/archived`, { reason: "hired" })).toMatchObject(missing);
    expect(await send("POST", `/opportunities/${id}/addTags`, { tags: ["a"] })).toMatchObject(missing);
    expect(await send("POST", "/opportunities", {}, lever.fetch)).toMatchObject(missing);
    expect(lever.state.opportunities).toMatchObject([{ stage: "lead-new", tags: [], archived: null }]);
  });

  test("shows its person after links are added or removed, which changes the contact", async () => {
    const { id } = await create({ name: "Ada", links: ["https://a.example"] });
    const path = `/opportunities/${id}`;
    const added = await send("POST", `${path}/addLinks?perform_as=user`, { links: ["https://b.example"] });
    expect(added.body.data).toMatchObject({ name: "Ada", links: ["https://a.example", "https://b.example"] });
    const removed = await send("POST", `${path}/removeLinks?perform_as=user`, { links: ["https://a.example"] });
    expect(removed.body.data).toMatchObject({ name: "Ada", links: ["https://b.example"] });
  });

  test("has applications, notes, and a resume to download", async () => {
    const form = new FormData();
    form.append("postings[]", "baker");
    form.append("resumeFile", new File(["%PDF"], "ada.pdf", { type: "application/pdf" }));
    const { authorization } = headers;
    const created = await fetch(`${api}/opportunities?perform_as=user`, {
      ...{ method: "POST", headers: { authorization }, body: form },
    });
    const { id, applications } = ((await created.json()) as { data: { id: string; applications: string[] } }).data;
    const path = `/opportunities/${id}`;
    expect((await get(`${path}/applications`)).data).toMatchObject([{ id: applications[0], posting: "baker" }]);
    expect((await get(`${path}/applications/${applications[0]}`)).data).toMatchObject({ opportunityId: id });

    const note = await send("POST", `${path}/notes?perform_as=user`, { value: "Met at a fair." });
    expect(note).toMatchObject({ status: 201, body: { data: { user: "user", text: "Met at a fair." } } });
    expect(await ids(`${path}/notes`)).toEqual([note.body.data.id]);
    expect((await get(`${path}/notes/${note.body.data.id}`)).data.fields).toMatchObject([{ value: "Met at a fair." }]);
    expect((await send("POST", `${path}/notes`, { value: "x" })).status).toBe(400);

    const [resume] = await ids(`${path}/resumes?uploaded_at_start=${clock.now}`);
    expect((await get(`${path}/resumes/${resume}`)).data).toMatchObject({ file: { name: "ada.pdf" } });
    const file = await lever.fetch(`${api}${path}/resumes/${resume}/download`, { headers: { authorization } });
    expect([file.headers.get("content-type"), await file.text()]).toEqual(["application/pdf", "%PDF"]);
    expect(await ids(`${path}/resumes?uploaded_at_start=${clock.now + 1}`)).toEqual([]);
  });
});

describe("the initial data", () => {
  test("have opportunities, each with its person", async () => {
    const seeded = createLeverFake({
      apiKeys: ["key"],
      contacts: [{ id: "ada", name: "Ada Example" }],
      opportunities: [{ id: "one", contact: "ada", stage: "offer", createdAt: 5 }, { id: "two" }],
      now: () => 7,
    });
    const list = (await (await seeded.fetch(`${api}/opportunities`, { headers })).json()) as { data: object[] };
    expect(list.data).toMatchObject([
      { id: "two", contact: "two", name: "", stage: "lead-new", createdAt: 7, updatedAt: null },
      { id: "one", contact: "ada", name: "Ada Example", stage: "offer", createdAt: 5 },
    ]);
  });

  test("may have resumes that are parsed, and ones without a file", async () => {
    const { id } = await create();
    const resume = { opportunity: id, content: new File(["%PDF"], "ada.pdf") };
    lever.state.resumes.push(
      { ...resume, id: "old", uploadedAt: 1, parsedData: { positions: [{ org: "Mills" }], schools: [] } },
      { ...resume, id: "new", uploadedAt: 2, isOnlineProfile: true },
    );
    expect((await get(`/opportunities/${id}/resumes`)).data).toMatchObject([
      { id: "new", file: null },
      { id: "old", file: { name: "ada.pdf" }, parsedData: { positions: [{ org: "Mills" }] } },
    ]);
  });
});
