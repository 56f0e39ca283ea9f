import { expect, it } from "vitest";
import { fragmentOf, readFragment, type Shared } from "../../docs/.vitepress/theme/playground/share";

const shared: Shared = {
  direction: "pull",
  connector: "ashby",
  input: '{"title":"Ingénieur 🦀"}',
  code: "(job) => job",
};

it.each([shared, { ...shared, code: undefined }])(
  "reads what it wrote, in characters that URLs keep",
  async (given) => {
    const fragment = await fragmentOf(given as Shared);
    expect(fragment).toMatch(/^#v1=[\w-]+$/);
    expect(await readFragment(fragment)).toEqual(JSON.parse(JSON.stringify(given)));
  },
);

it("ignores the fragment of a heading", async () => {
  expect(await readFragment("#playground")).toBeNull();
  expect(await readFragment("")).toBeNull();
});

it.each([
  ["a part that is missing", async () => (await fragmentOf(shared)).slice(0, -10), "The link is damaged"],
  ["no base64", async () => "#v1=%%%", "The link is damaged"],
  ["a bomb", () => fragmentOf({ ...shared, input: "a".repeat(2_000_000) }), "The link is damaged"],
  ["another direction", () => fragmentOf({ ...shared, direction: "away" as "push" }), "nothing that this page knows"],
  ["an input that is no text", () => fragmentOf({ ...shared, input: 1 as never }), "nothing that this page knows"],
])("explains a link with %s", async (_, fragment, message) => {
  await expect(readFragment(await fragment())).rejects.toThrow(message);
});
