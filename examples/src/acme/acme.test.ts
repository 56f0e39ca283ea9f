import { readFile } from "node:fs/promises";
import { createMemoryStore, type RunOptions, type Store } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { awkwardTexts, replaceTexts, shortenWaits, textFaults } from "@hrflow-connectors/testing";
import { crashAt, createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAcmeFake } from "./__fixtures__/acme-fake";
import { acme } from "./acme-connector";
import { formatCandidate, formatJob } from "./formats";

const apiSecret = "ask_0123456789abcdef0123456789abcdef";
const apiUser = "ada@example.com";
const [sourceKey, profileKey, boardKey] = ["5", "7", "8"].map((digit) => digit.repeat(40)) as [string, string, string];
const apiKey = "acme-api-key";
const targetParameters = { apiKey, companyId: "12" };
const resumeUrl = "https://files.example.com/ada";
const many = { requests: 1e6, perMs: 1, burst: 1e6 };
const rateLimits = { hrflow: many, acme: many };

const jobs = [1, 2, 3].map((n) => ({
  id: `j${n}`,
  title: `Job ${n}`,
  description_html: "<p>Two<br>lines</p>",
  updated_at: `2026-01-0${n}T00:00:00Z`,
}));

function createScenario({ clockSkewMs = 0 } = {}) {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    boards: [boardKey],
    profiles: [
      {
        source_key: sourceKey,
        key: profileKey,
        info: { full_name: "Ada Example", email: "ada@example.com" },
        attachments: [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension: ".pdf" }],
        tags: [{ name: "acme_job_id", value: "j1" }],
      },
    ],
  });
  const vendor = createAcmeFake({ apiKey, jobs, clockSkewMs });
  let resumeFails = 0;
  const resume = () => (resumeFails-- > 0 ? new Response("", { status: 503 }) : new Response("%PDF-1.7 a resume"));
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: resume } });
  return {
    hrflow,
    vendor,
    fetch,
    store: createMemoryStore(),
    failResume: (times: number) => {
      resumeFails = times;
    },
  };
}

function push(options: Pick<RunOptions, "fetch"> & { store: Store }) {
  return acme.pushProfile(
    { workflowId: "push", originParameters: { apiSecret, apiUser, sourceKey, profileKey }, targetParameters },
    { ...options, rateLimits },
  );
}

let restoreWaits: () => void;
beforeEach(() => {
  restoreWaits = shortenWaits();
});
afterEach(() => restoreWaits());

describe("the connector of core's README", () => {
  it("creates a candidate with its resume", async () => {
    const { vendor, ...scenario } = createScenario();
    const result = await push(scenario);
    expect(result).toMatchObject({
      status: "success",
      receipts: [{ id: "c1", url: "https://acme.example/candidates/c1" }],
    });
    expect(vendor.state.candidates).toMatchObject([{ name: "Ada Example", job_ids: ["j1"], resumes: ["ada.pdf"] }]);
  });

  it("sends nothing for the same push again", async () => {
    const { vendor, ...scenario } = createScenario();
    await push(scenario);
    const sent = vendor.requests.length;
    expect(await push(scenario)).toMatchObject({ status: "success", receipts: [{ id: "c1", replayed: true }] });
    expect(vendor.requests.length).toBe(sent);
  });

  it.each([500, 502])("adopts the candidate when the create responds with %i although it acted", async (status) => {
    const { vendor, ...scenario } = createScenario();
    vendor.injectFault({ kind: "status", status, acted: true }, { method: "POST", path: "/candidates" });
    expect(await push(scenario)).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
    expect(vendor.state.candidates).toMatchObject([{ name: "Ada Example", resumes: ["ada.pdf"] }]);
  });

  it.each([-60_000, 60_000])("adopts the candidate when Acme's clock is ahead by %i ms", async (clockSkewMs) => {
    const { vendor, ...scenario } = createScenario({ clockSkewMs });
    vendor.injectFault({ kind: "status", status: 500, acted: true }, { method: "POST", path: "/candidates" });
    expect(await push(scenario)).toMatchObject({ status: "success", receipts: [{ id: "c1" }] });
    expect(vendor.state.candidates).toHaveLength(1);
  });

  it("adds the resume in the next run when its server failed in the first one", async () => {
    const { vendor, failResume, ...scenario } = createScenario();
    failResume(3);
    const [receipt] = (await push(scenario)).receipts;
    expect(receipt?.warnings).toEqual([
      "resume was not added: GET https://files.example.com/ada responded with 503: no file",
    ]);
    expect(await push(scenario)).toMatchObject({ status: "success", receipts: [{ id: "c1" }], failures: [] });
    expect(vendor.state.candidates).toMatchObject([{ resumes: ["ada.pdf"] }]);
  });

  it("leaves one candidate with one resume when its process is killed at any moment and started again", async () => {
    let moments = 0;
    for (let moment = 1; ; moment++) {
      const { vendor, ...scenario } = createScenario();
      const crash = crashAt(moment, scenario);
      const first = await Promise.race([push(crash), crash.died]);
      const second = first === "died" ? await push(scenario) : first;
      expect(second, `killed at moment ${moment}`).toMatchObject({ status: "success", failures: [] });
      expect(vendor.state.candidates, `killed at moment ${moment}`).toMatchObject([{ resumes: ["ada.pdf"] }]);
      moments = moment;
      if (first !== "died") break;
    }
    expect(moments).toBeGreaterThan(15);
  });

  it("copies the jobs of all pages to a board, and reads only new and changed ones the next time", async () => {
    const { hrflow, vendor, fetch, store } = createScenario();
    const pull = () =>
      acme.pullJobList(
        {
          workflowId: "pull",
          actionParameters: { readMode: "incremental" },
          originParameters: targetParameters,
          targetParameters: { apiSecret, apiUser, boardKey },
        },
        { fetch, store, rateLimits },
      );
    expect(await pull()).toMatchObject({ status: "success", events: { read_success: 3, write_success: 3 } });
    expect(hrflow.state.jobs.map(({ reference, summary }) => [reference, summary])).toEqual(
      jobs.map(({ id }) => [id, "Two\nlines"]),
    );
    vendor.state.jobs.push({ id: "j4", title: "Job 4", updated_at: "2026-01-04T00:00:00Z" });
    // The third job is at the last cursor and comes again; it has not changed, so it is left out.
    expect(await pull()).toMatchObject({ status: "success", events: { read_success: 1, write_success: 1 } });
    expect(hrflow.state.jobs.length).toBe(4);
  });
});

it("is shown in core's README file by file, in at most 143 lines", async () => {
  const readme = await readFile(new URL("../../../packages/core/README.md", import.meta.url), "utf8");
  const shown = [...readme.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, name = "", code = ""]) => [name, code]);
  expect(shown.map(([name]) => name)).toEqual([
    "acme-connection.ts",
    "acme-jobs.ts",
    "acme-candidates.ts",
    "formats.ts",
    "acme-connector.ts",
  ]);
  for (const [name, code] of shown) {
    expect(code).toBe(await readFile(new URL(`./${name}`, import.meta.url), "utf8"));
  }
  expect(shown.flatMap(([, code = ""]) => code.trimEnd().split("\n")).length).toBeLessThanOrEqual(143);
});

describe.each(Object.entries(awkwardTexts))("a mapping of %s", (_, text) => {
  it("returns a candidate whose texts show something, or refuses one without a name", () => {
    const profile: HrflowProfile = {
      source_key: sourceKey,
      source: {},
      info: { full_name: text, email: text, phone: text },
      tags: [{ name: "acme_job_id", value: text }],
      attachments: [{ type: "resume", public_url: text, file_name: text, extension: text }],
    };
    if (textFaults([text]).includes("[0] shows nothing")) {
      expect(() => formatCandidate(profile)).toThrow("info.full_name is empty");
      expect(textFaults(formatCandidate({ ...profile, info: { full_name: "Ada Example" } }))).toEqual([]);
    } else expect(textFaults(formatCandidate(profile))).toEqual([]);
  });

  it("returns a job whose texts show something", () => {
    const job = { title: "", location: "", url: "", description_html: "", updated_at: "" };
    const item = formatJob({ ...replaceTexts(job, () => text), id: "j1" });
    const isEmptyForm = (path: string) => /^(name|sections|location\..*)$/.test(path);
    expect(textFaults(item, isEmptyForm)).toEqual([]);
  });
});
