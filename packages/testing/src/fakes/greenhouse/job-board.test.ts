import { expect, it } from "vitest";
import { checkedAccount } from "./__fixtures__/checked-account";

const job = {
  id: 4461450008,
  internal_job_id: 4000000123,
  title: "Rust Engineer",
  updated_at: "2026-02-01T08:30:00-05:00",
  requisition_id: null,
  location: { name: "Lyon" },
  absolute_url: "https://boards.greenhouse.io/acme/jobs/4461450008",
  metadata: null,
};
const content = { content: "&lt;p&gt;Go&lt;/p&gt;", departments: [{ id: 1, name: "R&D" }], offices: [] };
const boards = "https://boards-api.greenhouse.io/v1/boards";

it("returns all jobs of a board, with their content on request", async () => {
  const { call, fake } = checkedAccount({ boards: { acme: { name: "Acme", jobs: [{ ...job, ...content }] } } });
  expect((await call(boards, "GET /acme/jobs")).body).toEqual({ jobs: [job], meta: { total: 1 } });
  expect((await call(boards, "GET /acme/jobs?content=true")).body.jobs).toEqual([{ ...job, ...content }]);
  expect((await call(boards, `GET /acme/jobs/${job.id}`)).body.title).toBe("Rust Engineer");
  expect((await call(boards, "GET /acme")).body.name).toBe("Acme");
  expect((await call(boards, "GET /constructor/jobs")).status).toBe(404);
  expect((await call(boards, "GET /acme/jobs/1")).status).toBe(404);
  fake.state.boards.acme?.jobs.pop();
  expect((await call(boards, "GET /acme/jobs")).body.meta.total).toBe(0);
  fake.reset();
  expect((await call(boards, "GET /acme/jobs")).body.meta.total).toBe(1);
});
