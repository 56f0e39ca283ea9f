import { formatJob, type GreenhouseJob, greenhouse } from "@hrflow-connectors/greenhouse";
import {
  createHarvestClient,
  createJobBoardClient,
  type GreenhouseDepartment,
  type GreenhouseHarvestJob,
  type GreenhouseOffice,
} from "@hrflow-connectors/greenhouse/client";
import { jobContent } from "./harvest-v3-records";
import { harvestV3Vendor } from "./harvest-v3-vendor";
import { board, cursorOf, dataOf, deliveredBy, groupsOf, optionsOf, type Pull, timeLimit } from "./pull";
import type { Vendor } from "./vendor-network";

const boardToken = "acme";
/** So many ids in a request, and so many groups at once, as the action has. */
const groupSize = 50;
const sideBySide = 8;

export const greenhouseBoardJobs: Pull = {
  name: "greenhouse.pullJobList, board",
  isOnePage: true,
  counts: { atOnce: 10_000, slow: 1_000 },
  vendor: boardVendor,
  run: (deliver, fetch) =>
    greenhouse.pullJobList(
      { ...deliveredBy(deliver), originParameters: { boardToken }, targetParameters: board },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const params = { path: { board_token: boardToken }, query: { content: true } };
    const { jobs } = await dataOf(
      createJobBoardClient({ fetch }).GET("/{board_token}/jobs", { params, signal: timeLimit() }),
    );
    for (const job of jobs) deliver(formatJob(job));
  },
};

export const greenhouseHarvestJobs: Pull = {
  name: "greenhouse.pullJobList, Harvest v3",
  counts: { atOnce: 8_000, slow: 4_000 },
  vendor: harvestV3Vendor,
  run: (deliver, fetch) =>
    greenhouse.pullJobList(
      {
        ...deliveredBy(deliver),
        originParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" },
        targetParameters: board,
      },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const harvest = createHarvestClient({ auth: "not-a-real-token", fetch });
    const departments = new Map<number, GreenhouseDepartment>();
    const offices = new Map<number, GreenhouseOffice>();
    const complete = async (jobs: GreenhouseHarvestJob[]) => {
      const job_ids = jobs.map(({ id }) => id);
      const [active, inactive] = await Promise.all([
        dataOf(harvest.GET("/job_posts", { params: { query: { job_ids, per_page: 500 } }, signal: timeLimit() })),
        dataOf(
          harvest.GET("/job_posts", {
            params: { query: { job_ids, per_page: 500, active: false } },
            signal: timeLimit(),
          }),
        ),
      ]);
      const job_post_ids = [...active, ...inactive].map(({ id }) => id);
      const query = { job_post_ids, per_page: 500 };
      const locations = await dataOf(harvest.GET("/job_post_locations", { params: { query }, signal: timeLimit() }));
      const posts = [...active, ...inactive].map((post) => ({
        ...post,
        locations: locations.filter((one) => one.job_post_id === post.id),
      }));
      const officeIds = [
        ...jobs.flatMap(({ office_ids }) => office_ids ?? []),
        ...locations.map((one) => one.office_id),
      ];
      await Promise.all([
        addMissing(
          departments,
          jobs.map((job) => job.department_id),
          (ids) =>
            dataOf(harvest.GET("/departments", { params: { query: { ids, per_page: 500 } }, signal: timeLimit() })),
        ),
        addMissing(offices, officeIds, (ids) =>
          dataOf(harvest.GET("/offices", { params: { query: { ids, per_page: 500 } }, signal: timeLimit() })),
        ),
      ]);
      return jobs.map((job) =>
        formatJob({
          ...job,
          posts: posts.filter((post) => post.job_id === job.id),
          department: departments.get(job.department_id ?? 0) ?? null,
          offices: (job.office_ids ?? []).flatMap((id) => offices.get(id) ?? []),
        }),
      );
    };
    let cursor: string | undefined;
    do {
      const filters = { status: "open" as const, confidential: false, per_page: 500 };
      const { data, response } = await harvest.GET("/jobs", {
        params: { query: cursor ? { cursor } : filters },
        signal: timeLimit(),
      });
      if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
      for (const groups of groupsOf(groupsOf(data, groupSize), sideBySide)) {
        for (const item of (await Promise.all(groups.map(complete))).flat()) deliver(item);
      }
      cursor = cursorOf(response);
    } while (cursor !== undefined);
  },
};

/** Loads the records whose ids are not known yet. */
async function addMissing<Row extends { id: number }>(
  known: Map<number, Row>,
  ids: (number | null | undefined)[],
  load: (ids: number[]) => Promise<Row[]>,
): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => typeof id === "number").filter((id) => !known.has(id));
  if (missing.length > 0) for (const row of await load(missing)) known.set(row.id, row);
}

/** A board with so many jobs, all in one response. Those of a very large one are short, since the response has a limit. */
function boardVendor(count: number): Vendor {
  const content = count > 10_000 ? "&lt;p&gt;We use &lt;b&gt;Go&lt;/b&gt;&lt;/p&gt;" : escaped(jobContent);
  const job = (index: number): GreenhouseJob => ({
    ...{ id: 4_000_000_000 + index, internal_job_id: index, title: `Software Engineer ${index}`, content },
    ...{ updated_at: "2026-10-01T08:30:00-05:00", requisition_id: "REQ-7", location: { name: "Lyon, France" } },
    ...{ absolute_url: `https://boards.example.com/acme/jobs/${index}`, language: "en", metadata: null },
    ...{
      departments: [{ id: 11, name: "Engineering" }],
      offices: [{ id: 21, name: "Lyon", location: "Lyon, France" }],
    },
  });
  return () => {
    const jobs = Array.from({ length: count }, (_, index) => JSON.stringify(job(index)));
    return { body: `{"jobs":[${jobs.join(",")}]}` };
  };
}

const escaped = (html: string) => html.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
