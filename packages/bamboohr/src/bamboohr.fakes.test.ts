import { createMemoryStore, type Fetch } from "@hrflow-connectors/core";
import { createHrflowFake } from "@hrflow-connectors/testing/fakes";
import { expect, it } from "vitest";
import { bamboohrSettings } from "./__fixtures__/bamboohr-settings";
import { createBamboohrClient } from "./bamboohr-client";
import { bamboohrConnection } from "./bamboohr-connection";
import { bamboohr } from "./bamboohr-connector";

const hrflowAccount = { apiSecret: "ask_secret", apiUser: "recruiter@example.com" };
const [sourceKey, profileKey, boardKey] = ["5", "1", "6"].map((digit) => digit.repeat(40)) as [string, string, string];
const account = bamboohrSettings.parameters as { companyDomain: string; apiKey: string };
const tracking = "/api/v1/applicant_tracking";

/** HrFlow.ai with one profile, BambooHR, and a server of files, whose response is given. */
function createServers(profile: object = {}, serveFile: () => Response = () => new Response(null, { status: 404 })) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: hrflowAccount.apiSecret, userEmail: hrflowAccount.apiUser }],
    ...{ sources: [sourceKey], boards: [boardKey] },
    profiles: [
      {
        ...{ source_key: sourceKey, key: profileKey, tags: [{ name: "bamboohr_job_id", value: "22" }] },
        ...{ info: { full_name: "Ada Example", email: "ada@example.com" }, ...profile },
      },
    ],
  });
  const vendor = bamboohrSettings.createFake();
  const fetch: Fetch = async (request) => {
    const fake = [hrflow, vendor].find(({ bases }) => bases.some((base) => request.url.startsWith(base)));
    return fake ? fake.fetch(request) : serveFile();
  };
  const store = createMemoryStore();
  const push = () =>
    bamboohr.pushProfile(
      {
        workflowId: "push",
        originParameters: { ...hrflowAccount, sourceKey, profileKey },
        targetParameters: account,
      },
      { fetch, store },
    );
  const pullJobs = (parameters: { careersPages?: boolean } = {}) =>
    bamboohr.pullJobList(
      {
        workflowId: "jobs",
        originParameters: { ...account, ...parameters },
        targetParameters: { ...hrflowAccount, boardKey },
      },
      { fetch },
    );
  return { hrflow, vendor, push, pullJobs };
}

const resume = (name: string) => ({
  attachments: [{ type: "resume", public_url: `https://files.example.com/${name}` }],
});

it("adds a comment and a warning, once, to an application whose resume cannot be downloaded", async () => {
  const { vendor, push } = createServers({ ...resume("ada.pdf"), text: "Engineer" });
  const { receipts } = await push();
  const again = await push();
  const [created, ...others] = vendor.state.applications.slice(3);
  expect(created?.comments).toEqual(["Engineer"]);
  expect(created?.shown.resumeFileId).toBeNull();
  expect(others).toEqual([]);
  const url = `https://example.bamboohr.com/hiring/candidates/${created?.shown.id}`;
  expect(receipts).toMatchObject([
    { id: String(created?.shown.id), url, warnings: [expect.stringContaining("the file was not sent")] },
  ]);
  expect(again.receipts).toMatchObject([{ id: String(created?.shown.id), replayed: true }]);
});

it("does not comment again if the response to a comment is lost", async () => {
  const { vendor, push } = createServers({ text: "Engineer" });
  vendor.injectFault({ kind: "reset", when: "after" }, { path: `${tracking}/applications/{applicationId}/comments` });
  const { receipts } = await push();
  await push();
  expect(receipts[0]?.warnings).toEqual([expect.stringContaining("it is unknown whether comment on job 22 was added")]);
  expect(vendor.state.applications.at(-1)?.comments).toEqual(["Engineer"]);
});

it("stays unsure if the only application that may be the lost one has no address", async () => {
  const { vendor, push } = createServers();
  vendor.injectFault({ kind: "reset", when: "before" }, { path: `${tracking}/application` });
  await push();
  const [known] = vendor.state.applications;
  const applicant = { id: 9, firstName: "Ada", lastName: "Example", email: null };
  const appliedDate = new Date().toISOString();
  if (known)
    vendor.state.applications.push({ shown: { ...known.shown, id: 99, appliedDate, applicant }, comments: [] });
  const { failures } = await push();
  expect(failures).toMatchObject([{ error: { code: "unsure" } }]);
  expect(vendor.state.applications).toHaveLength(4);
});

it("reports the error message of BambooHR's header", async () => {
  const { push } = createServers({ tags: [{ name: "bamboohr_job_id", value: "99" }] });
  const { failures } = await push();
  expect(failures).toMatchObject([{ error: { message: expect.stringContaining("Job not found") } }]);
});

it.each(["X-BambooHR-Error-Message", "X-BambooHR-Error-Messsage", "X-BambooHR-Message"])(
  "finds a message in %s",
  (name) => {
    expect(bamboohrConnection.api.errorMessage?.("", new Headers({ [name]: "Invalid status" }))).toBe("Invalid status");
    expect(bamboohrConnection.api.errorMessage?.("", new Headers())).toBeUndefined();
  },
);

it("copies a job without its text if it has no public page, and reports a page that fails", async () => {
  const { hrflow, vendor, pullJobs } = createServers();
  expect((await pullJobs()).status).toBe("success");
  expect(hrflow.state.jobs.map(({ summary }) => summary ?? null)).toEqual(["Leads the site.", null]);
  const careers = () => vendor.requests.filter(({ path }) => path.startsWith("/careers")).length;
  const before = careers();
  vendor.injectFault({ kind: "status", status: 403 }, { path: "/careers/{jobId}/detail" });
  expect((await pullJobs()).events.read_failure).toBe(1);
  const after = careers();
  expect(after).toBeGreaterThan(before);
  await pullJobs({ careersPages: false });
  expect(careers()).toBe(after);
});

it.each([
  [302, "success", 0],
  [307, "fatal", 1],
])("ends a read of careers pages that respond with %i as %s", async (status, ...expected) => {
  const { vendor, pullJobs } = createServers();
  vendor.injectFault({ kind: "status", status }, { path: "/careers/{jobId}/detail" });
  const result = await pullJobs();
  expect([result.status, result.events.read_failure]).toEqual(expected);
});

it.each(["example.bamboohr.com", "example/", "a@b", "", "-x"])(
  "refuses the company domain %j",
  async (companyDomain) => {
    const { fetch } = bamboohrSettings.createFake();
    const { status, reason } = await bamboohr.pullJobList(
      {
        workflowId: "jobs",
        originParameters: { ...account, companyDomain },
        targetParameters: { ...hrflowAccount, boardKey },
      },
      { fetch },
    );
    expect({ status, reason }).toEqual({ status: "fatal", reason: "bad_origin_parameters" });
  },
);

it("has a client that is authorized, asks for JSON, and joins lists by commas", async () => {
  const fake = bamboohrSettings.createFake();
  const client = createBamboohrClient({ ...account, fetch: fake.fetch });
  const query = { statusGroups: ["Draft" as const, "Filled" as const] };
  const { data } = await client.GET("/api/v1/applicant_tracking/jobs", { params: { query } });
  expect(data?.map(({ id }) => id)).toEqual([24, 25]);
  expect(fake.requests[0]?.headers.get("accept")).toBe("application/json");
});
