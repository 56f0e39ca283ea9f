import { expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const day = 24 * 60 * 60 * 1000;
const id = 4_000_100_000;
const account = () =>
  checkedAccount({
    candidates: [{ id, first_name: "Ada" }],
    applications: [{ id: 11, candidate_id: id, job_id: 77 }],
    employments: [{ id: 21, candidate_id: id }],
    educations: [{ id: 31, candidate_id: id, start_date_year: 2010 }],
    attachments: [{ id: 41, candidate_id: id, application_id: 11, filename: "cv of Ada.pdf" }],
  });

it("an account can start with people, whom both versions of Harvest show", async () => {
  const { v3, v1 } = account();
  const byV3 = await v3();
  for (const list of ["/applications", "/candidate_employments", "/candidate_educations", "/attachments"])
    expect((await byV3(`GET ${list}?candidate_ids=${id}`)).body).toMatchObject([{ candidate_id: id }]);
  const { body } = await v1()(`GET /candidates/${id}`);
  expect(body).toMatchObject({
    first_name: "Ada",
    employments: [{ id: 21 }],
    attachments: [{ filename: "cv of Ada.pdf" }],
  });
});

it("a filter of ids takes at most 50", async () => {
  const byV3 = await account().v3();
  const ids = Array.from({ length: 51 }, (_, index) => index + 1);
  expect((await byV3(`GET /attachments?candidate_ids=${ids}`)).status).toBe(422);
  expect((await byV3(`GET /attachments?candidate_ids=${ids.slice(1)}`)).status).toBe(200);
});

it("a file is served by its signed link for seven days, and never with a credential", async () => {
  const { fake, clock, v3 } = account();
  const { body } = await (await v3())("GET /attachments");
  const read = (init?: RequestInit) => fake.fetch(body[0].url, init);
  expect(await (await read()).text()).toBe("%PDF-1.4 file 41");
  expect((await read({ headers: { authorization: "Bearer token" } })).status).toBe(400);
  clock.now += 7 * day;
  expect((await read()).status).toBe(200);
  clock.now += 1;
  expect((await read()).status).toBe(403);
  expect((await fake.fetch(body[0].url.replace("/41/", "/42/").replace(/\d+$/, String(clock.now)))).status).toBe(404);
});

it("job posts that are not active are listed on request, with the places of posts in a list of their own", async () => {
  const { v3 } = checkedAccount({
    jobs: [7],
    jobPosts: [
      { id: 1, job_id: 7 },
      { id: 2, job_id: 7, active: false },
    ],
    jobPostLocations: [{ id: 3, job_post_id: 1, plain_text_location: "Lyon" }],
  });
  const byV3 = await v3();
  const idsOf = async (query: string) =>
    (await byV3(`GET /job_posts?${query}`)).body.map((post: { id: number }) => post.id);
  expect(await idsOf("job_ids=7")).toEqual([1]);
  expect(await idsOf("job_ids=7&active=false")).toEqual([2]);
  const { body } = await byV3("GET /job_post_locations?job_post_ids=1");
  expect(body).toMatchObject([{ plain_text_location: "Lyon" }]);
});

it("pages can have gaps, and lead back to themselves", async () => {
  const candidates = Array.from({ length: 4 }, (_, index) => ({ id: id + index }));
  const { fake, v3 } = checkedAccount({ candidates });
  const byV3 = await v3();
  const follow = async (most: number) => {
    const sizes: number[] = [];
    const links: string[] = [];
    for (let query: string | undefined = "per_page=2"; query !== undefined && sizes.length < most; ) {
      const { body, headers } = await byV3(`GET /candidates?${query}`);
      sizes.push(body.length);
      query = /\?([^>]*)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
      if (query) links.push(query);
    }
    return { sizes, distinct: new Set(links).size };
  };
  fake.state.paging = "gapped";
  expect(await follow(9)).toEqual({ sizes: [2, 0, 2], distinct: 2 });
  Object.assign(fake.state, { paging: "repeating" });
  fake.state.candidates.push(...structuredClone(fake.state.candidates).map((row) => ({ ...row, id: row.id - 10 })));
  expect(await follow(4)).toEqual({ sizes: [2, 2, 2, 2], distinct: 1 });
});
