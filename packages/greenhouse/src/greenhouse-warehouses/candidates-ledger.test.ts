import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { createGreenhouseFake, type GreenhouseFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareProfile, fullProfile } from "../__fixtures__/profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";

type Version = "v3" | "v1";
const versions: Version[] = ["v3", "v1"];
const targets = { v3: v3Parameters, v1: v1Parameters };
const resumeUrl = "https://files.example.org/cv-ada.pdf";
const jobs = [4000000123, 4000000124];
const tags = jobs.map((value) => ({ name: "greenhouse_job_id", value }));
/** With two employments of one name, so that one may be taken for the other. */
const [clerk, analyst] = fullProfile.experiences ?? [];
const whole: HrflowProfile = { ...fullProfile, tags, experiences: [clerk, clerk, analyst] as never };
const noted: HrflowProfile = { ...bareProfile, tags, text: "Grace wrote a compiler" };

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

/** An account of Greenhouse, a store, and a process that can die: afterwards nothing goes out, and nothing is kept. */
function createWorld(version: Version, profile: HrflowProfile = whole, fetches: (url: string) => boolean = () => true) {
  const fake = createGreenhouseFake({ fetches, limits: { v3: 10_000, v1: 10_000 } });
  const read = { profile };
  const joined = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: read.profile }),
      [resumeUrl]: () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } }),
    },
  });
  const kept = createMemoryStore();
  /** The request that the process dies at, counted over those that write, and whether the vendor gets it. */
  let death: { at: number; when: "before" | "after" } | null = null;
  let isDead = false;
  const writes: string[] = [];
  const store: Store = { ...kept, setItem: (key, value) => (isDead ? undefined : kept.setItem(key, value)) };
  const fetch = async (request: Request) => {
    if (isDead) throw new TypeError("the process is dead");
    const isWrite = request.method === "POST" && new URL(request.url).host === "harvest.greenhouse.io";
    if (isWrite) writes.push(new URL(request.url).pathname);
    if (!isWrite || writes.length !== death?.at) return joined(request);
    if (death.when === "after") await joined(request);
    isDead = true;
    throw new TypeError("the process died");
  };
  const push = (onDuplicate?: "skip" | "create") => {
    const actionParameters = onDuplicate ? { onDuplicate } : {};
    const input = { workflowId: "w", actionParameters, originParameters, targetParameters: targets[version] };
    return settle(greenhouse.pushProfile(input, { fetch, store }), 50);
  };
  return {
    fake,
    kept,
    push,
    read,
    writes,
    async dieAt(at: number, when: "before" | "after") {
      death = { at, when };
      await push();
      const hasDied = isDead;
      death = null;
      isDead = false;
      writes.length = 0;
      return hasDied;
    },
  };
}

const written = {
  v3: ["/candidates", "/applications", "/candidate_employments", "/candidate_educations", "/attachments"],
  v1: ["/candidates", "/candidates/{id}/attachments"],
};

function held({ state }: GreenhouseFake) {
  const { candidates, applications, employments, educations, attachments, notes } = state;
  return {
    candidates: candidates.length,
    jobs: applications.map(({ job_id }) => job_id),
    employments: employments.map(({ company_name }) => company_name),
    educations: educations.length,
    files: attachments.map(({ type, filename }) => `${type} ${filename}`),
    notes: notes.map(({ body }) => body),
  };
}

const wholly = {
  candidates: 1,
  jobs,
  employments: ["Old Mills", "Old Mills", "Engines"],
  educations: 1,
  files: ["resume cv-ada.pdf"],
  notes: [],
};
const notedly = { candidates: 1, jobs, employments: [], educations: 0, files: [], notes: ["Grace wrote a compiler"] };

interface Case {
  name: string;
  profile: HrflowProfile;
  fetches: boolean;
  expected: object;
  /** How many requests write. */
  writes: Record<Version, number>;
}
const cases: Case[] = [
  { name: "everything", profile: whole, fetches: true, expected: wholly, writes: { v3: 7, v1: 2 } },
  { name: "a resume sent as content", profile: whole, fetches: false, expected: wholly, writes: { v3: 8, v1: 3 } },
  { name: "a note, without an e-mail", profile: noted, fetches: true, expected: notedly, writes: { v3: 3, v1: 1 } },
];
const deaths = versions.flatMap((version) =>
  cases.flatMap((one) =>
    Array.from({ length: one.writes[version] }, (_, index) => index + 1).flatMap((at) =>
      (["before", "after"] as const).map((when) => ({ version, at, when, ...one })),
    ),
  ),
);

describe("a push that is killed", () => {
  it.each(deaths)("$version, $name: at write $at, $when Greenhouse acted", async (one) => {
    const { fake, push, writes, dieAt } = createWorld(one.version, one.profile, () => one.fetches);
    expect(await dieAt(one.at, one.when)).toBe(true);
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    const ids = [fake.state.candidates[0]?.id, fake.state.applications[1]?.id].map(String);
    expect(result.receipts.map(({ id }) => id)).toEqual(ids);
    const warnings = result.receipts.flatMap((receipt) => receipt.warnings ?? []);
    expect(warnings.filter((warning) => !warning.startsWith("last_name"))).toEqual([]);
    expect(held(fake)).toEqual(one.expected);

    const sent = writes.length;
    const again = await push();
    expect(writes).toHaveLength(sent);
    expect(again.receipts).toEqual(result.receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });
});

describe.each(versions)("Harvest %s", (version) => {
  it("sends nothing the second time, and says when the profile has changed", async () => {
    const { fake, push, read, writes } = createWorld(version);
    const first = await push();
    const sent = writes.length;
    const second = await push();
    expect(second.receipts).toEqual(first.receipts.map((receipt) => ({ ...receipt, replayed: true })));
    read.profile = { ...whole, info: { ...whole.info, phone: "+33200000000" } };
    const third = await push();
    expect(third.receipts).toEqual(first.receipts.map((receipt) => ({ ...receipt, replayed: true, changed: true })));
    expect(writes).toHaveLength(sent);
    expect(held(fake)).toEqual(wholly);
  });

  it.each([
    ["e-mail address", { email: "new@example.org" }],
    ["name", { first_name: "Augusta", last_name: "King", full_name: "Augusta King" }],
    ["e-mail address, which is gone,", { email: null }],
  ])("knows a candidate again whose %s changed while its process was dead", async (_, changes) => {
    const { fake, push, read, dieAt } = createWorld(version);
    expect(await dieAt(1, "after")).toBe(true);
    read.profile = { ...whole, info: { ...whole.info, ...changes } } as HrflowProfile;
    expect(await push()).toMatchObject({
      status: "success",
      receipts: [{ id: String(fake.state.candidates[0]?.id) }, {}],
    });
    expect(held(fake)).toEqual(wholly);
  });

  it("adopts an education as it was sent, and goes on telling what it lacks", async () => {
    const { fake, push, dieAt } = createWorld(version);
    const [path, educationAt] = version === "v3" ? ["/custom_field_options", 6] : ["/degrees", 1];
    fake.misbehave({ kind: "status", status: 403 }, { method: "GET", path, skip: version === "v3" ? 1 : 0 });
    expect(await dieAt(educationAt, "after")).toBe(true);
    const [receipt] = (await push()).receipts;
    expect(receipt?.warnings?.join()).toContain('education sent without degree "Master"');
    expect(held(fake)).toEqual(wholly);
  });

  it("makes another where that is asked for, and never takes the known one for it", async () => {
    const { fake, push } = createWorld(version);
    const [known] = (await push()).receipts;
    fake.misbehave({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
    expect(await push("create")).toMatchObject({ status: "fatal", receipts: [] });
    const [other] = (await push("create")).receipts;
    expect(other?.id).not.toBe(known?.id);
    expect(fake.state.candidates.map(({ id }) => String(id))).toEqual([known?.id, other?.id]);
  });

  it.each([
    ["with an e-mail", whole],
    ["without an e-mail", noted],
  ])("takes no older candidate of the same name for its own, %s", async (_, profile) => {
    const { fake, push } = createWorld(version, profile);
    await createElsewhere();
    vi.setSystemTime(Date.now() + 6 * 60_000);
    fake.misbehave({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
    expect(await push()).toMatchObject({ status: "fatal", receipts: [] });
    expect(await push()).toMatchObject({ status: "success" });
    expect(fake.state.candidates).toHaveLength(2);

    /** The same person, by a run that kept nothing. */
    async function createElsewhere() {
      const other = createWorld(version, profile);
      await other.push();
      for (const name of ["candidates", "applications"] as const)
        fake.state[name].push(...(other.fake.state[name] as never[]));
      fake.state.nextId = other.fake.state.nextId;
    }
  });

  it.each<[string, HrflowProfile | object, HrflowProfile["info"]?]>([
    ["another name", { ...whole, info: { ...whole.info, first_name: "Eve", full_name: "Eve Lovelace" } }],
    ["another e-mail", { ...whole, info: { ...whole.info, email: "other@example.org" } }],
    ["no e-mail", { ...whole, info: { ...whole.info, email: null } }],
    ["an e-mail where ours has none", whole, { ...whole.info, email: null }],
    ["another job", { ...whole, tags: [{ name: "greenhouse_job_id", value: 5 }] }],
  ])(
    "takes no new candidate for its own that has %s",
    async (_, profile, info: HrflowProfile["info"] = whole.info ?? null) => {
      const { fake, push, read } = createWorld(version, profile as HrflowProfile);
      await push();
      read.profile = { ...whole, key: "another-profile", reference: "another-person", info };
      fake.misbehave({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
      expect(await push()).toMatchObject({ status: "fatal", receipts: [] });
      expect(await push()).toMatchObject({ status: "success" });
      expect(fake.state.candidates).toHaveLength(2);
    },
  );

  it.each([
    ["an error", { kind: "status", status: 500, acted: true }],
    ["a lost connection", { kind: "reset", when: "after" }],
    ["a time-out", { kind: "hang", when: "after" }],
    ["a truncated answer", { kind: "truncated" }],
  ] as const)("takes over what was made behind %s, in the same run and without a word", async (_, fault) => {
    const { fake, push, writes } = createWorld(version);
    for (const path of written[version]) fake.misbehave(fault, { method: "POST", path, times: 3 });
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    expect(held(fake)).toEqual(wholly);
    expect(writes).toHaveLength({ v3: 7, v1: 2 }[version]);
  });
});

it("keeps ids alone, no personal data", async () => {
  for (const version of versions) {
    const { kept, push, dieAt } = createWorld(version);
    const values: string[] = [];
    const { setItem } = kept;
    kept.setItem = (key, value) => {
      if (key.includes("deliver")) values.push(value);
      return setItem(key, value);
    };
    await dieAt(2, "after");
    await push();
    expect(values.length).toBeGreaterThan(3);
    expect(values.join()).not.toMatch(/Ada|Lovelace|example\.org|Old Mills|Clerk|cv-ada/);
  }
});
