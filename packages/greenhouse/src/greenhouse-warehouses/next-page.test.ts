import { expect, it } from "vitest";
import { nextPage, pages } from "./next-page";

const linked = (link: string) => new Response(null, { headers: { link } });

it.each([
  ['<https://harvest.greenhouse.io/v3/users?cursor=a%2Bb%3D>; rel="next"', "a+b="],
  ['<https://x/v3/users?cursor=p>; rel="prev", <https://x/v3/users?cursor=n>; rel="next"', "n"],
  ['</users?cursor=n>; title="x"; rel=next', "n"],
  ['<https://x/v3/users?cursor=p>; rel="prev"', undefined],
  ['<https://x/v3/users>; rel="next"', undefined],
  ["", undefined],
])("takes the cursor out of %j", (link, cursor) => {
  expect(nextPage(linked(link), "cursor")).toBe(cursor);
});

it("D11, D12: does not read in circles", async () => {
  const read = async (next: string | undefined) => ({
    rows: [next ?? "first"],
    response: linked(`<https://x/v3/users?cursor=${next === "b" ? "a" : next === "a" ? "b" : "a"}>; rel="next"`),
  });
  const rows: string[] = [];
  const reading = (async () => {
    for await (const row of pages("cursor", read)) rows.push(row);
  })();
  await expect(reading).rejects.toThrow("back to an earlier one");
  expect(rows).toEqual(["first", "a", "b"]);
});
