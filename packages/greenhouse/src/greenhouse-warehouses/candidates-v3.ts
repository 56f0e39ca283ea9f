import { ConnectorError, defineWarehouse, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import {
  applicationName,
  applicationsOf,
  candidateFieldsOf,
  type GreenhouseApplicationItem,
  type GreenhouseCandidateItem,
  ownNotes,
  resumeNotes,
  warningsOf,
} from "../formats/greenhouse-items";
import { harvestV3Connection } from "../greenhouse-connection";
import { resumeFile } from "./attach-resume";
import {
  findCandidatesV3,
  hasEmail,
  identityOf,
  listPriorV3,
  priorCandidates,
  type SentCandidate,
  warnOfPriors,
} from "./candidate-lookups";
import {
  addEducations,
  addEmployments,
  addNotes,
  addResume,
  groupEducations,
  type V3Context,
} from "./candidate-parts-v3";
import { findApplication } from "./find-parts";
import { sendWithoutRefused } from "./refused-parts";
import { type CreatedIds, checkListsV3, createdId, createdIds, visibleAfterMs } from "./responses";

const url = "https://harvestdocs.greenhouse.io";

/** Writes candidates by Harvest v3: the candidate with its first application, then everything else by a request each. */
export const candidatesV3 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v3)",
  dataType: "profile",
  connection: harvestV3Connection,
  write: {
    endpoints: [
      { endpoint: "POST /candidates", permission: "harvest:candidates:create", url },
      { endpoint: "POST /applications", permission: "harvest:applications:create", url },
      { endpoint: "GET /applications", permission: "harvest:applications:list", url },
      { endpoint: "POST /candidate_employments", permission: "harvest:candidate_employments:create", url },
      { endpoint: "POST /candidate_educations", permission: "harvest:candidate_educations:create", url },
      { endpoint: "GET /custom_field_options", permission: "harvest:custom_field_options:list", url },
      { endpoint: "POST /attachments", permission: "harvest:attachments:create", url },
      { endpoint: "POST /notes", permission: "harvest:notes:create", url },
      // To look up what a request created whose response was lost, and earlier candidates with the same e-mail address.
      { endpoint: "GET /candidates", permission: "harvest:candidates:list", url },
      { endpoint: "GET /candidate_employments", permission: "harvest:candidate_employments:list", url },
      { endpoint: "GET /candidate_educations", permission: "harvest:candidate_educations:list", url },
      { endpoint: "GET /attachments", permission: "harvest:attachments:list", url },
      { endpoint: "GET /notes", permission: "harvest:notes:list", url },
    ],
    concurrency: 4,
    continues: ["Harvest v1"],
    async check({ api, parameters: { userId }, probe, report, granted }) {
      await checkListsV3({ api, probe, granted }, [
        "candidates",
        "applications",
        "custom_field_options",
        "attachments",
        "notes",
      ]);
      if (userId === undefined) return;
      const ids = { ids: userId };
      const users = await probe(
        "the list of users",
        () => api.GET("/users", { params: { query: ids } }),
        "grant harvest:users:list",
      );
      if (users?.length === 0)
        report({
          level: "error",
          message: `there is no user ${userId}`,
          advice: "give userId the id of an active user",
        });
    },
    write: writeCandidate,
  },
});

async function writeCandidate(item: GreenhouseCandidateItem, context: V3Context): Promise<ReceiptDraft[]> {
  const { part, warn, begun } = context;
  const applications = applicationsOf(item);
  const [application] = applications;
  for (const warning of warningsOf(item)) warn(warning);
  // While the candidate is created, what its parts need is loaded. In a later run they may be there already.
  const educations = groupEducations(item, context);
  // It may fail before anybody waits for it.
  educations.catch(() => undefined);
  const file = item.resume && resumeFile(item.resume, context);
  if (begun.length === 0) file?.().catch(() => undefined);
  const created = await part(applicationName(application), () => createCandidate(item, application, context));
  if (!created) {
    // Nothing else can be created without the candidate, and nothing of an item goes on after its end.
    await educations.catch(() => undefined);
    return [];
  }
  for (const warning of created.warnings) warn(warning);
  await warnOfPriors(created, context);
  const { id } = created;
  // The create carried one of them, which need not be the first one any more.
  const others = applications.filter(({ job_id }) => job_id !== created.job);
  const addResumeOrNote = async () => {
    const hasResume = item.resume && file && (await addResume(created, item.resume, file, context));
    if (!hasResume) await addNotes(id, resumeNotes(item), context);
  };
  const [added] = await Promise.all([
    Promise.all(others.map((other) => part(applicationName(other), () => addApplication(id, other, context)))),
    addEmployments(id, item, context),
    educations.then((groups) => addEducations(id, groups, context)),
    addNotes(id, ownNotes(item), context),
    addResumeOrNote(),
  ]);
  return [created, ...added.filter((one) => one !== undefined)].map((one) => ({ id: String(one.id) }));
}

interface CreatedCandidate extends CreatedIds {
  /** The job of the application in the create. */
  job: number;
  /** Ids of the candidates that had the e-mail address before. */
  priors: number[];
  warnings: string[];
}

/** What the candidate lacks, as Greenhouse refused it, is stored with it: the receipt has to say it in a later run as well. */
interface Sent extends SentCandidate {
  warnings: string[];
}

function createCandidate(
  item: GreenhouseCandidateItem,
  application: GreenhouseApplicationItem,
  context: V3Context,
): Promise<CreatedCandidate> {
  const { api, step } = context;
  return step("candidate", {
    identity: identityOf(item),
    sent: async (): Promise<Sent> => ({
      job: application.job_id,
      hasEmail: hasEmail(item),
      priors: await priorCandidates(item, context, (email) => listPriorV3(api, email)),
      warnings: [],
    }),
    // By the address, those that were there before are known already.
    looksBefore: (sent) => !sent.hasEmail,
    async create(sent, revise) {
      const response = await sendWithoutRefused(
        candidateFieldsOf(item),
        (fields) => api.POST("/candidates", { body: { ...fields, application } }),
        (fields, warnings) => revise({ ...sent, hasEmail: hasEmail(fields), warnings }),
      );
      return createdIds(response);
    },
    keep: (ids, { job, priors, warnings }) => ({ ...ids, job, priors, warnings }),
    find: (wasSent, sent, since) => findCandidatesV3(api, { item, sent, wasSent, since }),
    visibleAfterMs,
  });
}

async function addApplication(candidate: number, application: GreenhouseApplicationItem, { api, step }: V3Context) {
  const find = () => findApplication(api, candidate, application.job_id);
  const { id } = await step(applicationName(application), {
    create: async () =>
      createdId(await api.POST("/applications", { body: { ...application, candidate_id: candidate } }), "application"),
    keep: ({ id }): { id?: number } => ({ id }),
    find,
    visibleAfterMs,
  });
  if (id !== undefined) return { id };
  // Harvest v1 created it together with the candidate.
  const found = await find();
  if (found) return found;
  throw new ConnectorError(`Greenhouse shows no application of candidate ${candidate} to job ${application.job_id}`, {
    code: "not_found",
    retryable: true,
  });
}
