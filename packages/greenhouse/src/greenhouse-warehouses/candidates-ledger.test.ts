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
/** One employment is there twice: it is sent once. */
const [clerk, analyst] = fullProfile.experiences ?? [];
const whole: HrflowProfile = { ...fullProfile, tags, experiences: [clerk, clerk, analyst] as never };
const noted: HrflowProfile = { ...bareProfile, tags, text: "Grace wrote a compiler" };

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

/** An account of Greenhouse, a store, and a process that can be killed: afterwards nothing is sent or stored. */
function createScenario(
  version: Version,
  profile: HrflowProfile = whole,
  fetches: (url: string) => boolean = () => true,
) {
  const fake = createGreenhouseFake({ fetches, limits: { v3: 10_000, v1: 10_000 } });
  const read = { profile };
  const joined = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: read.profile }),
      [resumeUrl]: () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } }),
    },
  });
  const kept = createMemoryStore();
  /** At which writing request the process is killed, and whether the vendor receives it. */
  let kill: { at: number; when: "before" | "after" } | null = null;
  let wasKilled = false;
  const writes: string[] = [];
  const store: Store = { ...kept, setItem: (key, value) => (wasKilled ? undefined : kept.setItem(key, value)) };
  const fetch = async (request: Request) => {
    if (wasKilled) throw new TypeError("the process was killed");
    const isWrite = request.method === "POST" && new URL(request.url).host === "harvest.greenhouse.io";
    if (isWrite) writes.push(new URL(request.url).pathname);
    if (!isWrite || writes.length !== kill?.at) return joined(request);
    if (kill.when === "after") await joined(request);
    wasKilled = true;
    throw new TypeError("the process was killed");
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
    async killAt(at: number, when: "before" | "after") {
      kill = { at, when };
      await push();
      const happened = wasKilled;
      kill = null;
      wasKilled = false;
      writes.length = 0;
      return happened;
    },
  };
}

const written = {
  v3: ["/candidates", "/applications", "/candidate_employments", "/candidate_educations", "/attachments"],
  v1: ["/candidates", "/candidates/{id}/attachments"],
};

function storedRecords({ state }: GreenhouseFake) {
  const { candidates, applications, employments, educations, attachments, notes } = state;
  return {
    candidates: candidates.length,
    jobs: applications.map(({ job_id }) => job_id),
    employments: employments.map(({ company_name }) => company_name).sort(),
    educations: educations.length,
    files: attachments.map(({ type, filename }) => `${type} ${filename}`),
    notes: notes.map(({ body }) => body),
  };
}

const wholly = {
  candidates: 1,
  jobs,
  employments: ["Engines", "Old Mills"],
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
  { name: "everything", profile: whole, fetches: true, expected: wholly, writes: { v3: 6, v1: 2 } },
  { name: "a resume sent as content", profile: whole, fetches: false, expected: wholly, writes: { v3: 6, v1: 2 } },
  { name: "a note, without an e-mail", profile: noted, fetches: true, expected: notedly, writes: { v3: 3, v1: 1 } },
];
const kills = versions.flatMap((version) =>
  cases.flatMap((one) =>
    Array.from({ length: one.writes[version] }, (_, index) => index + 1).flatMap((at) =>
      (["before", "after"] as const).map((when) => ({ version, at, when, ...one })),
    ),
  ),
);

describe("a push that is killed is completed by the next one", () => {
  it.each(kills)("$version, $name: at write $at, $when Greenhouse acted", async (one) => {
    const { fake, push, writes, killAt } = createScenario(one.version, one.profile, () => one.fetches);
    expect(await killAt(one.at, one.when)).toBe(true);
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    const ids = [fake.state.candidates[0]?.id, fake.state.applications[1]?.id].map(String);
    expect(result.receipts.map(({ id }) => id)).toEqual(ids);
    const warnings = result.receipts.flatMap((receipt) => receipt.warnings ?? []);
    expect(warnings.filter((warning) => !warning.startsWith("last_name"))).toEqual([]);
    expect(storedRecords(fake)).toEqual(one.expected);

    const sent = writes.length;
    const again = await push();
    expect(writes).toHaveLength(sent);
    expect(again.receipts).toEqual(result.receipts.map((receipt) => ({ ...receipt, replayed: true })));
  });
});

describe.each(versions)("Harvest %s", (version) => {
  it("sends nothing the second time, and says when the profile has changed", async () => {
    const { fake, push, read, writes } = createScenario(version);
    const first = await push();
    const sent = writes.length;
    const second = await push();
    expect(second.receipts).toEqual(first.receipts.map((receipt) => ({ ...receipt, replayed: true })));
    read.profile = { ...whole, info: { ...whole.info, phone: "+33200000000" } };
    const third = await push();
    expect(third.receipts).toEqual(first.receipts.map((receipt) => ({ ...receipt, replayed: true, changed: true })));
    expect(writes).toHaveLength(sent);
    expect(storedRecords(fake)).toEqual(wholly);
  });

  it.each([
    ["e-mail address", { email: "new@example.org" }],
    ["name", { first_name: "Augusta", last_name: "King", full_name: "Augusta King" }],
    ["e-mail address (removed)", { email: null }],
  ])("finds the candidate again if its %s changed after the process was killed", async (_, changes) => {
    const { fake, push, read, killAt } = createScenario(version);
    expect(await killAt(1, "after")).toBe(true);
    read.profile = { ...whole, info: { ...whole.info, ...changes } } as HrflowProfile;
    expect(await push()).toMatchObject({
      status: "success",
      receipts: [{ id: String(fake.state.candidates[0]?.id) }, {}],
    });
    expect(storedRecords(fake)).toEqual(wholly);
  });

  it("adopts an education as it was sent, with the warnings of what it lacks", async () => {
    const { fake, push, killAt } = createScenario(version);
    const [path, educationAt] = version === "v3" ? ["/custom_field_options", 5] : ["/degrees", 1];
    fake.injectFault({ kind: "status", status: 403 }, { method: "GET", path, skip: version === "v3" ? 1 : 0 });
    expect(await killAt(educationAt, "after")).toBe(true);
    const [receipt] = (await push()).receipts;
    expect(receipt?.warnings?.join()).toContain('education sent without degree "Master"');
    expect(storedRecords(fake)).toEqual(wholly);
  });

  it("creates another candidate on request, and does not adopt the known one", async () => {
    const { fake, push } = createScenario(version);
    const [known] = (await push()).receipts;
    fake.injectFault({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
    expect(await push("create")).toMatchObject({ status: "fatal", receipts: [] });
    const [other] = (await push("create")).receipts;
    expect(other?.id).not.toBe(known?.id);
    expect(fake.state.candidates.map(({ id }) => String(id))).toEqual([known?.id, other?.id]);
  });

  it.each([
    ["with an e-mail", whole],
    ["without an e-mail", noted],
  ])("does not adopt an older candidate of the same name, %s", async (_, profile) => {
    const { fake, push } = createScenario(version, profile);
    await createElsewhere(fake, profile);
    vi.setSystemTime(Date.now() + 6 * 60_000);
    fake.injectFault({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
    expect(await push()).toMatchObject({ status: "fatal", receipts: [] });
    expect(await push()).toMatchObject({ status: "success" });
    expect(fake.state.candidates).toHaveLength(2);
  });

  it.each<[string, HrflowProfile | object, HrflowProfile["info"]?]>([
    ["another name", { ...whole, info: { ...whole.info, first_name: "Eve", full_name: "Eve Lovelace" } }],
    ["another e-mail", { ...whole, info: { ...whole.info, email: "other@example.org" } }],
    ["no e-mail", { ...whole, info: { ...whole.info, email: null } }],
    ["an e-mail if ours has none", whole, { ...whole.info, email: null }],
    [
      "the same full name, split otherwise",
      { ...whole, info: { ...whole.info, first_name: "Ada King", last_name: "Lovelace" } },
      { ...whole.info, first_name: "Ada", last_name: "King Lovelace" },
    ],
    ["another job", { ...whole, tags: [{ name: "greenhouse_job_id", value: 5 }] }],
  ])(
    "does not adopt a new candidate that has %s",
    async (_, profile, info: HrflowProfile["info"] = whole.info ?? null) => {
      const { fake, push, read } = createScenario(version, profile as HrflowProfile);
      await push();
      read.profile = { ...whole, key: "another-profile", reference: "another-person", info };
      fake.injectFault({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
      expect(await push()).toMatchObject({ status: "fatal", receipts: [] });
      expect(await push()).toMatchObject({ status: "success" });
      expect(fake.state.candidates).toHaveLength(2);
    },
  );

  it("does not guess which of two new candidates is its own", async () => {
    const { fake, push, writes } = createScenario(version);
    fake.injectFault({ kind: "reset", when: "before" }, { method: "POST", path: "/candidates" });
    expect(await push()).toMatchObject({ status: "fatal", receipts: [] });
    for (let twin = 0; twin < 2; twin++) await createElsewhere(fake, whole);
    const sent = writes.length;
    const result = await push();
    expect(result).toMatchObject({ status: "fatal", receipts: [], failures: [{ error: { code: "unsure" } }] });
    expect(writes).toHaveLength(sent);
    expect(fake.state.candidates).toHaveLength(2);
  });

  /** The same person, by a run without our store. */
  async function createElsewhere(fake: GreenhouseFake, profile: HrflowProfile) {
    const other = createScenario(version, profile);
    other.fake.state.nextId = fake.state.nextId;
    await other.push();
    fake.state.candidates.push(...other.fake.state.candidates);
    fake.state.applications.push(...other.fake.state.applications);
    fake.state.nextId = other.fake.state.nextId;
  }

  it.each([
    ["an error", { kind: "status", status: 500, acted: true }],
    ["a lost connection", { kind: "reset", when: "after" }],
    ["a timeout", { kind: "hang", when: "after" }],
    ["a truncated response", { kind: "truncated" }],
  ] as const)("adopts what was created before %s, in the same run and without a warning", async (_, fault) => {
    const { fake, push, writes } = createScenario(version);
    for (const path of written[version]) fake.injectFault(fault, { method: "POST", path, times: 3 });
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts.flatMap(({ warnings = [] }) => warnings)).toEqual([]);
    expect(storedRecords(fake)).toEqual(wholly);
    expect(writes).toHaveLength({ v3: 6, v1: 2 }[version]);
  });
});

it("stores only ids, no personal data", async () => {
  for (const version of versions) {
    const { kept, push, killAt } = createScenario(version);
    const values: string[] = [];
    const { setItem } = kept;
    kept.setItem = (key, value) => {
      if (key.includes("deliver")) values.push(value);
      return setItem(key, value);
    };
    await killAt(2, "after");
    await push();
    expect(values.length).toBeGreaterThan(2);
    expect(values.join()).not.toMatch(/Ada|Lovelace|example\.org|Old Mills|Clerk|cv-ada/);
  }
});
