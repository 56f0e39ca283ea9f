import { describe, expect, test } from "vitest";
import { dereference } from "../../document/references";
import { checkedLever, document } from "./__fixtures__/checked-lever";
import { createLeverFake } from "./create-lever-fake";

const { lever, clock, send, get, create, ids } = checkedLever();

describe("a list of opportunities", () => {
  test("shows those that were deleted only to whoever asks for these, by the time of the deletion", async () => {
    const rows = [await create(), await create(), await create()];
    lever.state.deletedOpportunities = lever.state.opportunities
      .splice(0, 2)
      .map((record, index) => ({ ...record, deletedAt: clock.now + index, deletedBy: "user" }));
    expect(await ids("/opportunities")).toEqual([rows[2].id]);
    expect(await ids("/opportunities/deleted")).toEqual([rows[1].id, rows[0].id]);
    expect(await ids(`/opportunities/deleted?deleted_at_start=0&deleted_at_end=${clock.now}`)).toEqual([rows[0].id]);
    const page = await get("/opportunities/deleted?limit=1");
    expect(page).toMatchObject({ data: [{ deletedAt: clock.now + 1, deletedBy: "user" }], hasNext: true });
    const next = encodeURIComponent(page.next);
    expect(await ids(`/opportunities/deleted?limit=1&offset=${next}`)).toEqual([rows[0].id]);
  });

  test("is sorted by stage, and then by the last advance", async () => {
    const offer = await create({ stage: "offer" });
    const early = await create({ createdAt: clock.now - 2 });
    const late = await create({ createdAt: clock.now - 1 });
    const unknown = await create({ stage: "custom" });
    expect(await ids("/opportunities")).toEqual([late.id, early.id, offer.id, unknown.id]);
    clock.now += 1;
    await send("PUT", `/opportunities/${early.id}/stage?perform_as=user`, { stage: "offer" });
    expect(await ids("/opportunities")).toEqual([late.id, early.id, offer.id, unknown.id]);
    expect(await ids(`/opportunities?advanced_at_start=${clock.now}`)).toEqual([early.id]);
  });

  test("names the first row of the next page, so a row that moves meanwhile comes twice or never", async () => {
    const rows = [];
    for (const back of [1, 2, 3, 4]) rows.push(await create({ createdAt: clock.now - back }));
    const [first, second, third, fourth] = rows;
    const page = await get("/opportunities?limit=2");
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual([first.id, second.id]);
    expect(JSON.parse(decodeURIComponent(page.next))).toEqual([0, clock.now - 3, third.id]);
    await send("PUT", `/opportunities/${first.id}/stage?perform_as=user`, { stage: "offer" });
    const next = `/opportunities?limit=2&offset=${encodeURIComponent(page.next)}`;
    expect(await ids(next)).toEqual([third.id, fourth.id]);
    await send("PUT", `/opportunities/${fourth.id}/stage?perform_as=user`, { stage: "lead-new" });
    expect(await ids(next)).toEqual([third.id, first.id]);
  });

  test("pages through two lists that continue with the same row", async () => {
    for (const back of [1, 2, 3]) await create({ createdAt: clock.now - back, tags: ["a"] });
    const all = await get("/opportunities?limit=1");
    const tagged = await get("/opportunities?limit=1&tag=a");
    expect(tagged.next).toBe(all.next);
    expect(await ids(`/opportunities?limit=2&offset=${encodeURIComponent(all.next)}`)).toHaveLength(2);
  });

  test("hides confidential opportunities and postings unless they are asked for", async () => {
    const open = await create();
    const hidden = await create({ postings: ["secret"], createdAt: clock.now - 1 });
    expect(await ids("/opportunities")).toEqual([open.id]);
    expect(await ids("/opportunities?confidentiality=all")).toEqual([open.id, hidden.id]);
    expect(await ids("/postings")).toEqual(["baker"]);
    expect(await ids("/postings?confidentiality=confidential&updated_at_start=0")).toEqual(["secret"]);
    expect(await ids("/requisitions?confidentiality=confidential")).toEqual(["r2"]);
    expect((await send("GET", "/postings?confidentiality=both", undefined, lever.fetch)).status).toBe(400);
  });

  test("is a 403 if the credential may not read confidential records", async () => {
    const limited = createLeverFake({ apiKeys: ["key"], confidentialAccess: false });
    const status = async (value: string) =>
      (await send("GET", `/opportunities?confidentiality=${value}`, undefined, limited.fetch)).status;
    expect([await status("all"), await status("confidential"), await status("non-confidential")]).toEqual([
      403, 403, 200,
    ]);
  });
});

describe("every query parameter of the specification", () => {
  const paths = ["/opportunities", "/postings", "/users", "/requisitions", "/archive_reasons", "/stages"];
  const declared = paths.flatMap((path) => {
    const parameters = document.paths?.[path]?.get?.parameters ?? [];
    return parameters.map((parameter) => ({ path, name: (dereference(parameter, document) as { name: string }).name }));
  });
  const values: Record<string, string> = {
    ...{ limit: "1", include: "id", confidentiality: "all", archived: "false", snoozed: "false", state: "draft" },
    ...{ includeDeactivated: "true", type: "hired", distributionChannel: "public", group: "team", origin: "applied" },
    ...{ status: "open", accessRole: "admin" },
  };

  test.each(declared.filter(({ name }) => name !== "offset" && name !== "expand"))(
    "is accepted: $name of $path",
    async ({ path, name }) => {
      const value = values[name] ?? (name.includes("_at_") ? "1" : "x");
      expect((await send("GET", `${path}?${name}=${value}`)).status).toBe(200);
    },
  );
});

describe("the account", () => {
  test("lists its stages in the order of the pipeline", async () => {
    const stages = ["lead-new", "lead-reached-out", "lead-responded", "applicant-new", "offer"];
    expect(await ids("/stages")).toEqual(stages);
    const first = await get("/stages?limit=3");
    expect(await ids(`/stages?limit=3&offset=${encodeURIComponent(first.next)}`)).toEqual(stages.slice(3));
    expect((await get("/stages/offer")).data).toEqual({ id: "offer", text: "Offer" });
    expect((await send("GET", "/stages/none")).status).toBe(404);
  });

  test("lists its users, and deactivated ones on request", async () => {
    expect(await ids("/users")).toEqual(["chef"]);
    expect(await ids("/users?includeDeactivated=true")).toEqual(["chef", "former"]);
    expect(await ids("/users?email=chef@example.com")).toEqual(["chef"]);
    expect((await get("/users/chef")).data.accessRole).toBe("team member");
  });

  test("lists archive reasons, requisitions, tags and sources", async () => {
    expect(await ids("/archive_reasons?type=hired")).toEqual(["hired"]);
    expect((await get("/archive_reasons/hired")).data.type).toBe("hired");
    expect(await ids("/requisitions?requisition_code=R-1&status=open")).toEqual(["r1"]);
    expect((await get("/requisitions/r1")).data.headcountTotal).toBe(1);
    await create({ tags: ["b", "a"], sources: ["HrFlow.ai"] });
    await create({ tags: ["b"] });
    expect((await get("/tags")).data).toEqual([
      { text: "a", count: 1 },
      { text: "b", count: 2 },
    ]);
    expect((await get("/sources")).data).toEqual([{ text: "HrFlow.ai", count: 1 }]);
  });
});
