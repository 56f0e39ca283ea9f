import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { countRounds } from "@hrflow-connectors/testing/vitest";
import { describe, expect, it, vi } from "vitest";
import { originParameters, v1Parameters, v3Parameters } from "../__fixtures__/push-input";
import { createPushScenario, profileWithResume, versions } from "../__fixtures__/push-scenario";
import { greenhouse } from "../greenhouse-connector";

const [employment] = profileWithResume.experiences ?? [];
const [education] = profileWithResume.educations ?? [];
/** With six employments and three educations. */
const experienced = {
  ...profileWithResume,
  experiences: Array.from({ length: 6 }, (_, n) => ({ ...employment, title: `Clerk ${n}` })),
  educations: ["Master in Mathematics", "Master", "Mathematics"].map((title) => ({ ...education, title })),
} as HrflowProfile;

const targets = { v3: v3Parameters, v1: v1Parameters };

/** A store that counts its writes. Each takes a while, as on a disk. */
function createCountingStore() {
  const store = createMemoryStore();
  const written: string[] = [];
  const counting: Store = {
    ...store,
    async setItem(key, value) {
      written.push(key);
      for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
      await store.setItem(key, value);
    },
  };
  return { store: counting, written };
}

async function push(version: "v3" | "v1", profile = experienced) {
  const { fake, fetch } = createPushScenario(version, profile);
  const { store, written } = createCountingStore();
  const network = countRounds(fetch);
  const input = { workflowId: "w", originParameters, targetParameters: targets[version] };
  const result = await greenhouse.pushProfile(input, { fetch: network.fetch, store });
  expect(result).toMatchObject({ status: "success", failures: [] });
  return { fake, rounds: network.rounds, written };
}

describe("the round trips of a push", () => {
  it("are four by Harvest v3, with six employments, three educations and a resume", async () => {
    const { rounds, fake } = await push("v3");
    expect(fake.state.employments).toHaveLength(6);
    expect(fake.state.educations).toHaveLength(3);
    expect(rounds).toEqual([
      ["GET /v1/profile/indexing", "POST /token"],
      [
        "GET /cv-ada.pdf",
        "GET /v3/candidates",
        "GET /v3/custom_field_options",
        "GET /v3/custom_field_options",
        "GET /v3/custom_field_options",
      ],
      ["POST /v3/candidates"],
      [
        "POST /v3/attachments",
        ...Array(3).fill("POST /v3/candidate_educations"),
        ...Array(6).fill("POST /v3/candidate_employments"),
      ],
    ]);
  });

  it("are four by Harvest v1, whose create carries everything but the resume", async () => {
    const { rounds } = await push("v1");
    expect(rounds).toEqual([
      ["GET /v1/profile/indexing"],
      ["GET /cv-ada.pdf", "GET /v1/candidates", "GET /v1/degrees", "GET /v1/disciplines", "GET /v1/schools"],
      ["POST /v1/candidates"],
      [expect.stringMatching(/^POST \/v1\/candidates\/\d+\/attachments$/)],
    ]);
  });

  it("are fewer once the option lists of the account are known", async () => {
    const { fetch } = createPushScenario("v3", experienced);
    const network = countRounds(fetch);
    const input = { workflowId: "w", originParameters, targetParameters: v3Parameters };
    const options = { fetch: network.fetch };
    await greenhouse.pushProfile(input, options);
    network.rounds.length = 0;
    await greenhouse.pushProfile(input, options);
    expect(network.rounds.flat().filter((call) => call.includes("custom_field_options"))).toEqual([]);
  });
});

it.each(versions)(
  "a push by Harvest %s writes to the ledger at most 12 times, and the run stores its result",
  async (version) => {
    const { written } = await push(version);
    const ledger = written.filter((key) => key.includes(":delivery:") || key.includes(":owner:"));
    expect(ledger.length).toBeLessThanOrEqual(12);
    expect(written.filter((key) => key.includes(":workflow:"))).toHaveLength(1);
  },
);

it.each([
  ["null", null],
  ["a list with a number as a school", [{ school_name: 42 }]],
])("educations that are %s fail one item, and nothing else", async (_, educations) => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const { fetch } = createPushScenario("v3", profileWithResume);
  const actionParameters = { logics: [(item: object) => ({ ...item, educations }) as never] };
  const input = { workflowId: "w", originParameters, targetParameters: v3Parameters, actionParameters };
  const slow = async (request: Request) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return fetch(request);
  };
  expect(await greenhouse.pushProfile(input, { fetch: slow })).toMatchObject({ failures: [{ stage: "write" }] });
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

it.each(versions)("the download of a resume ends with its item, by Harvest %s", async (version) => {
  const { fetch } = createPushScenario(version, profileWithResume);
  let download: Request | undefined;
  const refusing = async (request: Request) => {
    if (request.method === "POST" && request.url.endsWith("/candidates"))
      return Response.json({ message: "no" }, { status: 404 });
    if (!request.url.includes("cv-ada")) return fetch(request);
    download = request;
    return new Promise<Response>((_, reject) =>
      request.signal.addEventListener("abort", () => reject(request.signal.reason)),
    );
  };
  const input = { workflowId: "w", originParameters, targetParameters: targets[version] };
  expect(await greenhouse.pushProfile(input, { fetch: refusing })).toMatchObject({ status: "fatal" });
  expect(download?.signal.aborted).toBe(true);
});
