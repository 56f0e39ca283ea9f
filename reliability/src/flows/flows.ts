import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createLeverFake } from "@hrflow-connectors/testing/fakes";
import { resume } from "@hrflow-connectors/testing/vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { originParameters, person, tags } from "../environment/person";
import { secrets } from "../environment/secrets";
import { type Profile, partsOf, type Variant } from "../environment/variant";
import { connectFlow, createHrflow, type Flow, hrflowTarget, profileParts, type ReadMode } from "./flow";
import { jobPulls } from "./job-pulls";

const workflowId = "reliability";
const minuteMs = 60_000;
const numbers = [1, 2, 3];
const added = 4;
const ago = (minutes: number) => Date.now() - minutes * minuteMs;

const leverId = (index: number) => `00000000-0000-4000-8000-00000000000${index}`;

function leverOpportunity(index: number, createdAt = ago(1_000 - index)) {
  const id = leverId(index);
  return { id, createdAt, tags: [`tag ${index}`], contact: id };
}

const leverContact = (index: number) => ({
  ...{ id: leverId(index), name: `Person ${index}`, emails: [`person-${index}@example.com`] },
});

type Pull = (readMode: ReadMode, options: RunOptions) => Promise<RunResult>;

/** Two of the three have a resume. */
const pullFromLever =
  (run: Pull): Flow["connect"] =>
  (track) => {
    const all = [...numbers, added];
    const vendor = createLeverFake({
      ...{ strict: true, apiKeys: [secrets.leverKey], contacts: all.map(leverContact) },
      opportunities: numbers.map((index) => leverOpportunity(index)),
    });
    const [template] = vendor.state.opportunities;
    for (const index of [1, 2, added]) {
      const content = new File(["%PDF-1.4 a resume"], `person-${index}.pdf`, { type: "application/pdf" });
      vendor.state.resumes.push({ id: leverId(index + 5), opportunity: leverId(index), uploadedAt: ago(990), content });
    }
    const hrflow = createHrflow();
    return connectFlow(
      {
        fakes: [hrflow, vendor],
        parts: () => profileParts(hrflow),
        change() {
          Object.assign(vendor.state.opportunities[1] ?? {}, { tags: ["changed"], updatedAt: ago(10) });
          if (template) vendor.state.opportunities.push({ ...template, ...leverOpportunity(added, ago(20)) });
        },
        run,
      },
      track,
    );
  };

const greenhouseId = (kind: number, index: number) => 4_000_000_000 + kind * 1_000 + index;
const iso = (time: number) => new Date(time).toISOString();
const harvest = { clientId: "greenhouse-client", clientSecret: secrets.greenhouseClient };
const harvestV1 = { auth: secrets.harvestKey, onBehalfOf: 4_000_000_017 };

function greenhouseRecords(indexes: readonly number[], at: (index: number) => string) {
  const times = (index: number) => ({ created_at: at(index), updated_at: at(index) });
  const of = (kind: number, index: number) => ({
    ...{ id: greenhouseId(kind, index), candidate_id: greenhouseId(1, index), ...times(index) },
  });
  return {
    candidates: indexes.map((index) => ({
      ...{ id: greenhouseId(1, index), first_name: "Person", last_name: String(index), ...times(index) },
      email_addresses: [{ value: `person-${index}@example.com`, type: "personal" }],
    })),
    applications: indexes.map((index) => ({ ...of(2, index), job_id: 4_000_000_123 })),
    employments: indexes.map((index) => of(3, index)),
    attachments: indexes
      .filter((index) => index !== 3)
      .map((index) => ({ ...of(4, index), application_id: greenhouseId(2, index), filename: "resume.pdf" })),
  };
}

const pullFromGreenhouse =
  (run: Pull): Flow["connect"] =>
  (track) => {
    const clients = { [harvest.clientId]: harvest.clientSecret };
    const settings = { strict: true, clients, apiKeys: [harvestV1.auth], users: [harvestV1.onBehalfOf] };
    const vendor = createGreenhouseFake({
      ...settings,
      ...greenhouseRecords(numbers, (index) => iso(ago(1_000 - index))),
    });
    const hrflow = createHrflow();
    return connectFlow(
      {
        fakes: [hrflow, vendor],
        parts: () => profileParts(hrflow),
        change() {
          Object.assign(vendor.state.candidates[1] ?? {}, { tags: ["changed"], updated_at: iso(ago(10)) });
          const { state } = createGreenhouseFake({ ...settings, ...greenhouseRecords([added], () => iso(ago(20))) });
          vendor.state.candidates.push(...state.candidates);
          vendor.state.applications.push(...state.applications);
          vendor.state.employments.push(...state.employments);
          vendor.state.attachments.push(...state.attachments);
        },
        run,
      },
      track,
    );
  };

function candidate(index: number, changes: object): Profile {
  const time = iso(ago(1_000 - index)).replace(/\.\d+Z$/, "+0000");
  return person({
    ...{ key: String(index).repeat(40), reference: `person-${index}`, created_at: time, updated_at: time },
    info: { full_name: `Person ${index}`, email: `person-${index}@example.com` },
    ...changes,
  });
}

const { profileKey, ...listParameters } = originParameters;

/** A push of three profiles, of which two have a resume, to the vendor of the variant. */
function pushList(
  variant: Variant | undefined,
  changes: object,
  action: typeof lever.pushProfileList | typeof greenhouse.pushProfileList,
): Flow["connect"] {
  return (track) => {
    if (!variant) throw new Error("no such variant");
    const profiles = numbers.map((index) => candidate(index, { ...changes, ...(index < 3 ? resume("ada.pdf") : {}) }));
    const [first] = variant.fixtures;
    if (!first) throw new Error("the variant has no fixture");
    const vendor = variant.createVendor(first);
    const hrflow = createHrflow(profiles);
    return connectFlow(
      {
        fakes: [hrflow, vendor.fake],
        parts: () => partsOf(vendor).map((part) => vendor.expectedPart?.(part) ?? part),
        change() {},
        run: (readMode, options) =>
          (action as typeof lever.pushProfileList)(
            {
              ...{ workflowId, actionParameters: { readMode }, originParameters: listParameters },
              targetParameters: variant.targetParameters as never,
            },
            options,
          ),
      },
      track,
    );
  };
}

const board = { boardToken: "acme", boardApiKey: secrets.harvestKey };
const boardJob = 4_000_000_123;

/** The application of one person to one job of a board. */
const applyByBoard: Flow["connect"] = (track) => {
  const profile = person({ ...resume("ada.pdf"), ...tags("greenhouse_job_id", [String(boardJob)]) });
  const job = { id: boardJob, internal_job_id: null, title: "Miller", location: { name: "Lyon" }, questions: [] };
  const vendor = createGreenhouseFake({
    ...{ strict: true, boardKeys: [board.boardApiKey], jobs: [boardJob] },
    boards: { [board.boardToken]: { name: "Acme", jobs: [job] } },
  });
  const hrflow = createHrflow([profile]);
  return connectFlow(
    {
      fakes: [hrflow, vendor],
      parts: () => [
        ...vendor.state.candidates.map(({ first_name, last_name }) => `candidate ${first_name} ${last_name}`),
        ...vendor.state.applications.map(({ job_id }) => `application to ${job_id}`),
        ...vendor.state.attachments.map(({ filename }) => `file ${filename}`),
      ],
      change() {},
      run: (_, options) => greenhouse.pushProfile({ workflowId, originParameters, targetParameters: board }, options),
    },
    track,
  );
};

const [, , leverByKey] = leverVariants;
const [harvestByUser] = greenhouseVariants;
const applies = tags("greenhouse_job_id", [String(boardJob)]);

const pushes = { origin: "HrFlow.ai", mayBeUnsure: false };

const leverKey = { clientDomain: "api", apiKey: secrets.leverKey };

function pull(connector: Flow["connector"], credential: string, connect: Flow["connect"]): Flow {
  return { connector, credential, origin: connector, mayBeUnsure: false, connect };
}

const intoSource = (readMode: ReadMode) => ({
  ...{ workflowId, actionParameters: { readMode }, targetParameters: hrflowTarget },
});

/** The pulls of profiles. */
export const pulls: readonly Flow[] = [
  pull(
    "Lever",
    "pullProfileList",
    pullFromLever((readMode, options) =>
      lever.pullProfileList({ ...intoSource(readMode), originParameters: leverKey }, options),
    ),
  ),
  pull(
    "Greenhouse",
    "pullProfileList",
    pullFromGreenhouse((readMode, options) =>
      greenhouse.pullProfileList({ ...intoSource(readMode), originParameters: harvest }, options),
    ),
  ),
];

const otherPulls: readonly Flow[] = [
  pull(
    "Greenhouse",
    "pullProfileList by Harvest v1",
    pullFromGreenhouse((readMode, options) =>
      greenhouse.pullProfileList({ ...intoSource(readMode), originParameters: harvestV1 }, options),
    ),
  ),
  pull(
    "Lever",
    "pullProfile",
    pullFromLever((_, options) => {
      const originParameters = { ...leverKey, opportunityId: leverId(1) };
      return lever.pullProfile({ ...intoSource("sync"), originParameters }, options);
    }),
  ),
  pull(
    "Greenhouse",
    "pullProfile",
    pullFromGreenhouse((_, options) => {
      const originParameters = { ...harvest, candidateId: greenhouseId(1, 1) };
      return greenhouse.pullProfile({ ...intoSource("sync"), originParameters }, options);
    }),
  ),
];

export const flows: readonly Flow[] = [
  ...pulls,
  ...otherPulls,
  ...jobPulls,
  {
    ...{ ...pushes, connector: "Lever", credential: "pushProfileList" },
    connect: pushList(leverByKey, tags("lever_posting_id", ["baker"]), lever.pushProfileList),
  },
  {
    ...{ ...pushes, connector: "Greenhouse", credential: "pushProfileList" },
    connect: pushList(harvestByUser, applies, greenhouse.pushProfileList),
  },
  {
    ...{ ...pushes, connector: "Greenhouse", credential: "pushProfile by the Job Board API" },
    ...{ mayBeUnsure: true, connect: applyByBoard },
  },
];
