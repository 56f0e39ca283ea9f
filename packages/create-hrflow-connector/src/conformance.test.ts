import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDocument } from "@hrflow-connectors/testing";
import {
  type ConformanceSettings,
  checksOf,
  contractChecks,
  createSubject,
  violationsOf,
} from "@hrflow-connectors/testing/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderConnector } from "./render";
import { type Auth, actions, auths } from "./settings";

/** Below the package, so that the connectors find what they import. */
const results = fileURLToPath(new URL("../test-results", import.meta.url));
const base = "https://api.acme.example/v1";
let folder: string;
beforeAll(() => {
  mkdirSync(results, { recursive: true });
  folder = mkdtempSync(join(results, "conformance-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The created connector, and the settings of its test. */
async function created(auth: Auth) {
  for (const [path, text] of renderConnector({ slug: "acme", name: "Acme", auth, actions })) {
    mkdirSync(dirname(join(folder, auth, path)), { recursive: true });
    writeFileSync(join(folder, auth, path), text);
  }
  const load = (path: string) => import(/* @vite-ignore */ join(folder, auth, "acme/src", path));
  const [{ acme }, { createAcmeFake, sample }] = [await load("index.ts"), await load("__fixtures__/acme-fake.ts")];
  const settings: ConformanceSettings<never> = {
    documents: { [base]: await loadDocument(join(folder, auth, "acme/openapi.yaml")) },
    createFake: () => createAcmeFake({ ...sample.credential, ...sample.records }),
    parameters: { ...sample.credential, companyId: "12" },
    records: sample.created,
    pulls: {
      pullJobList: { ids: () => [], add: sample.addJob },
      pullProfileList: { ids: () => [], add: sample.addCandidate },
    },
  };
  return { acme, settings, document: settings.documents[base] as Awaited<ReturnType<typeof loadDocument>> };
}

async function violations(
  { acme, settings }: Pick<Awaited<ReturnType<typeof created>>, "acme" | "settings">,
  methods: readonly string[],
) {
  const found: string[] = [];
  for (const [method, checks] of contractChecks(acme, settings))
    if (methods.includes(method)) for (const check of checks) found.push(...(await violationsOf(check, 20)));
  return found;
}

/** Settings as the guide for authors shows them. */
const shownInTheGuide = {
  profile: { tags: [{ name: "acme_job_id", value: "j1" }] },
  twin: { tags: [{ name: "acme_job_id", value: "j2" }] },
  variants: [{ name: "no resume", actions: ["pushProfile"], profile: { attachments: [] } }],
  leftOut: {
    "pullJobList: reads on after a page without records, if there is a next one":
      "the vendor documents that a list ends with its first empty page",
  },
};

it.each(auths)("a connector with %s has a sound definition", async (auth) => {
  const { acme, settings } = await created(auth);
  const subject = await createSubject({ ...settings, ...shownInTheGuide });
  subject.time.stop();
  const groups = checksOf(acme, subject).slice(0, 2);
  expect(groups.map(([name]) => name)).toEqual(["the settings", "the connector"]);
  for (const check of groups.flatMap(([, checks]) => checks)) expect(await violationsOf(check, 20)).toEqual([]);
});

it("a connector keeps to its document, whichever response the mock returns", async () => {
  expect(await violations(await created("bearer"), actions)).toEqual([]);
});

describe("the checks against mocks of the document", () => {
  const operation = (document: object, path: string, method: string) =>
    (document as { paths: Record<string, Record<string, never>> }).paths[path]?.[method] as never;

  it("find an example that the document's own schema refuses", async () => {
    const { acme, settings, document } = await created("bearer");
    const { content } = (operation(document, "/jobs", "get") as { responses: Record<string, never> }).responses[
      "200"
    ] as unknown as { content: { "application/json": { examples: { rich: { value: { jobs: object[] } } } } } };
    Object.assign(content["application/json"].examples.rich.value.jobs[0] as object, { title: 7 });
    const found = await violations({ acme, settings }, ["pullJobList"]);
    expect(found).toContainEqual(expect.stringMatching(/^GET \/jobs, GET \/jobs with the example rich: .*title/));
  });

  it("find a query parameter that the document does not have", async () => {
    const { acme, settings, document } = await created("bearer");
    const jobs = operation(document, "/jobs", "get") as { parameters: object[] };
    jobs.parameters = jobs.parameters.slice(0, 2);
    expect(await violations({ acme, settings }, ["pullJobList"])).toContainEqual(
      expect.stringMatching(/^GET \/jobs, .*limit/),
    );
  });

  it("find an endpoint that is declared and never called, unless the settings say what for", async () => {
    const { acme, settings } = await created("bearer");
    const withoutResume = { ...settings, profile: { attachments: [] } };
    const unreached = ["POST /candidates/{id}/resumes", "GET /candidates/{id}/resumes"];
    expect(await violations({ acme, settings: withoutResume }, ["pushProfile"])).toEqual(
      unreached.map((endpoint) => `${endpoint} is declared and was never called`),
    );
    const notCalled = Object.fromEntries(unreached.map((endpoint) => [endpoint, "only for a profile with a resume"]));
    expect(await violations({ acme, settings: { ...withoutResume, notCalled } }, ["pushProfile"])).toEqual([]);
  });

  it("find a refusal that the run does not report", async () => {
    const { acme, settings } = await created("bearer");
    const pullJobList = async (input: never, options: never) => {
      const result = await acme.pullJobList(input, options);
      return { ...result, status: "success", failures: [] };
    };
    const silent = { ...acme, pullJobList: Object.assign(pullJobList, { action: acme.pullJobList.action }) };
    const found = await violations({ acme: silent, settings }, ["pullJobList"]);
    expect(found).toContain("GET /jobs with 401: the run reports success, and no warning");
    expect(found.every((line) => line.startsWith("GET /jobs with "))).toBe(true);
  });
});
