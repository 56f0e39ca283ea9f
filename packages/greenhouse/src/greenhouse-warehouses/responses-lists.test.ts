import { expect, it } from "vitest";
import { listRecordsV1, listRecordsV3 } from "./responses";

/** Responses whose rows are the query, with a `Link` header each. */
function pagesOf(...links: string[]) {
  return async (query: object) => ({ data: [query], headers: new Headers({ link: links.shift() ?? "" }) });
}

async function rowsOf<Row>(list: AsyncIterable<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of list) rows.push(row);
  return rows;
}

it.each([
  ['<https://harvest.greenhouse.io/v3/users?cursor=a%2Bb%3D>; rel="next"', "a+b="],
  ['<https://x/v3/users?cursor=p>; rel="prev", <https://x/v3/users?cursor=n>; rel="next"', "n"],
  ['</users?cursor=n>; title="x"; rel=next', "n"],
])("reads the next page of Harvest v3 by the cursor in %j alone", async (link, cursor) => {
  expect(await rowsOf(listRecordsV3({ type: "resume" }, pagesOf(link)))).toEqual([
    { type: "resume", per_page: 500 },
    { cursor },
  ]);
});

it.each(['<https://x/v3/users?cursor=p>; rel="prev"', '<https://x/v3/users>; rel="next"', ""])(
  "ends after a page with the link %j",
  async (link) => {
    expect(await rowsOf(listRecordsV3({}, pagesOf(link)))).toEqual([{ per_page: 500 }]);
  },
);

it("reads every page of Harvest v1 with the whole query", async () => {
  const list = pagesOf('<https://x/v1/users?page=2&per_page=500>; rel="next"');
  expect(await rowsOf(listRecordsV1({ email: "a@b.example" }, list))).toEqual([
    { email: "a@b.example", per_page: 500 },
    { email: "a@b.example", per_page: 500, page: 2 },
  ]);
});

it("refuses pages that lead back to an earlier one", async () => {
  const link = (cursor: string) => `<https://x/v3/users?cursor=${cursor}>; rel="next"`;
  const rows: object[] = [];
  const reading = (async () => {
    for await (const row of listRecordsV3({}, pagesOf(link("a"), link("b"), link("a")))) rows.push(row);
  })();
  await expect(reading).rejects.toThrow("back to an earlier page");
  expect(rows).toEqual([{ per_page: 500 }, { cursor: "a" }, { cursor: "b" }]);
});

it("refuses a response that is not a list", async () => {
  const list = async () => ({ data: { candidates: [] } as unknown as object[], headers: new Headers() });
  await expect(rowsOf(listRecordsV3({}, list))).rejects.toMatchObject({ code: "unexpected_response" });
});
