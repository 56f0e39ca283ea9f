import { expect, it } from "vitest";
import { initialCode } from "../../docs/.vitepress/theme/playground/edited-format";
import { preview } from "../../docs/.vitepress/theme/playground/preview";
import { type Side, secret, vendors } from "../../docs/.vitepress/theme/playground/vendors";

const cases = vendors.flatMap((vendor) =>
  (["push", "pull"] as const).map((direction) => ({ ...vendor, direction, side: vendor[direction] })),
);
const { push } = vendors.find(({ slug }) => slug === "lever") as { push: Side };
const ada = JSON.stringify({
  info: { full_name: "Ada Example", email: "ada@example.com", date_birth: "1990-01-01" },
  tags: [{ name: "lever_posting_id", value: "posting-1" }],
});

it("knows every connector", () => {
  expect(vendors.map(({ slug }) => slug)).toEqual(["lever", "greenhouse", "ashby", "bamboohr", "workable"]);
});

it.each(cases)("delivers the example: $direction, $name", async ({ direction, side }) => {
  const shown = await preview(direction, side, JSON.stringify(side.example));
  expect(shown.error).toBeNull();
  expect(shown.problems.filter((problem) => /^[a-z]+: /.test(problem))).toEqual([]);
  // HrFlow.ai refuses to look up a record that does not exist.
  expect(
    shown.requests.filter(({ status }) => status >= 400 || status === 0).every(({ url }) => /hrflow/.test(url)),
  ).toBe(true);
  expect(shown.requests.some(({ method, status }) => method === "POST" && status < 300)).toBe(true);
  expect(shown.fields?.percent).toBeGreaterThan(30);
  expect(JSON.stringify(shown)).not.toContain(secret);
});

it("shows requests with their bodies, and hides the values of other headers than a few", async () => {
  const { requests } = await preview("push", push, ada);
  const create = requests.find(
    ({ method, url }) => method === "POST" && url.startsWith("https://api.lever.co/v1/opportunities?"),
  );
  expect(create).toMatchObject({ status: 201, body: expect.stringContaining("Ada Example") });
  expect(Object.fromEntries(create?.headers ?? [])).toMatchObject({ accept: "application/json", authorization: "•••" });
});

it("says which fields are lost", async () => {
  const { fields } = await preview("push", push, ada);
  expect(fields?.lost).toEqual(["info.date_birth"]);
  expect(fields?.percent).toBe(80);
});

it("uses an edited format for the item, the requests and the fields", async () => {
  const code = '(profile) => ({ ...format(profile), headline: "born " + profile.info.date_birth })';
  const { item, requests, fields } = await preview("push", push, ada, code);
  expect(item).toContain("born 1990-01-01");
  expect(requests.map(({ body }) => body).join()).toContain("born 1990-01-01");
  expect(fields).toMatchObject({ lost: [], percent: 100 });
});

it("changes nothing with the code that the field holds at first", async () => {
  const [own, initial] = [await preview("push", push, ada), await preview("push", push, ada, initialCode)];
  expect([initial.item, initial.fields]).toEqual([own.item, own.fields]);
});

it.each([
  ['{ "info": ', undefined, /^The input is not valid JSON: /],
  ["[]", undefined, "The input must be one JSON object: a profile or a job."],
  [ada, "(input) => {", /^The format is not valid JavaScript: /],
  [ada, "42", /^The format must be a function/],
  [ada, "(input) => input.none.at(0)", /^The format refuses this input: /],
  [ada, "(input) => ({ size: 1n })", /^The format refuses this input: /],
])("explains what is wrong with %s and %s, and sends nothing", async (text, code, message) => {
  const shown = await preview("push", push, text, code);
  expect(shown.error).toMatch(message);
  expect(shown).toMatchObject({ item: null, requests: [], fields: null });
});

it("shows why the vendor refuses an item", async () => {
  const { problems } = await preview("push", push, JSON.stringify({ info: {} }), "() => ({ postings: ['unknown'] })");
  expect(problems.join()).toMatch(/^(format|write): /);
});
