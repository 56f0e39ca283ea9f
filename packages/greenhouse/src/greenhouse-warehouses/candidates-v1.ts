import {
  defineWarehouse,
  describeError,
  InputError,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { compact, listOf } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import {
  applicationName,
  applicationsOf,
  candidateFieldsOf,
  educationsOf,
  employmentsOf,
  type GreenhouseCandidateItem,
  warningsOf,
} from "../formats/greenhouse-items";
import { type CheckedV1Credential, harvestV1Connection } from "../greenhouse-connection";
import type { GreenhouseHarvestV1Paths, GreenhouseV1CandidateCreate } from "../greenhouse-types";
import { acceptedContentType, attachResume, isResumeName, type ResumeFile, whenReady } from "./attach-resume";
import { type CreatedIds, createdIds } from "./created-ids";
import { educationOptionsV1, type OptionIds, resolveEducation } from "./education-options";
import { findCandidatesV1, hasEmail, identityOf, type SentCandidate } from "./find-candidate";
import { visibleAfterMs } from "./list-records";
import { listPriorV1, priorCandidates, warnOfPriors } from "./prior-candidates";

type Context = WriteContext<GreenhouseHarvestV1Paths, CheckedV1Credential>;

const page = "https://developers.greenhouse.io/harvest.html";

/** Writes candidates by Harvest v1: one create with everything but the resume, which is attached to the candidate. */
export const candidatesV1 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v1)",
  dataType: "profile",
  connection: harvestV1Connection,
  write: {
    endpoints: [
      { endpoint: "POST /candidates", url: `${page}#post-add-candidate` },
      { endpoint: "POST /candidates/{id}/attachments", url: `${page}#post-add-attachment` },
      { endpoint: "GET /candidates", url: `${page}#get-list-candidates` },
      { endpoint: "GET /candidates/{id}", url: `${page}#get-retrieve-candidate` },
      { endpoint: "GET /schools", url: `${page}#get-list-schools` },
      { endpoint: "GET /degrees", url: `${page}#get-list-degrees` },
      { endpoint: "GET /disciplines", url: `${page}#get-list-disciplines` },
    ],
    concurrency: 4,
    write: writeCandidate,
  },
});

async function writeCandidate(item: GreenhouseCandidateItem, context: Context): Promise<ReceiptDraft[]> {
  const { part, warn } = context;
  for (const warning of warningsOf(item)) warn(warning);
  const { id, applications, jobs, warnings, priors } = await createCandidate(item, context);
  for (const warning of warnings) warn(warning);
  await warnOfPriors({ id, priors }, context);
  for (const later of applicationsOf(item).filter(({ job_id }) => !jobs.includes(job_id)))
    await part(applicationName(later), () => Promise.reject(new InputError(onlyInCreate)));
  if (item.resume) await addResume(id, item.resume, context);
  return [id, ...applications.slice(1)].map((created) => ({ id: String(created) }));
}

const onlyInCreate =
  "an earlier push created the candidate without it, and Harvest v1 adds none: push it with the credential of Harvest v3";

/**
 * How long a candidate may be invisible after its create, in milliseconds: Greenhouse may still build it, and says to look again
 * every 30 s, not for how long.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-candidate
 */
const candidateVisibleAfterMs = 60_000;

/** Educations are part of the create. What they lack is stored with it, as the receipt has to say it in a later run as well. */
interface Sent extends SentCandidate {
  jobs: number[];
  /** The options of each education, in the order of `educationsOf`. */
  educations: OptionIds[];
  warnings: string[];
}

function createCandidate(
  item: GreenhouseCandidateItem,
  context: Context,
): Promise<CreatedIds & Pick<Sent, "jobs" | "warnings" | "priors">> {
  const { api, parameters, step } = context;
  const applications = applicationsOf(item);
  return step("candidate", {
    identity: identityOf(item),
    sent: async (): Promise<Sent> => ({
      job: applications[0].job_id,
      jobs: applications.map(({ job_id }) => job_id),
      hasEmail: hasEmail(item),
      priors: await priorCandidates(item, context, (email) => listPriorV1(api, email)),
      ...(await resolveEducations(item, context)),
    }),
    looksBefore: !hasEmail(item),
    carries: ({ educations }) => [
      ...applications.slice(1).map(applicationName),
      ...employmentsOf(item).keys(),
      ...[...educationsOf(item).keys()].filter((_, index) => Object.keys(educations[index] ?? {}).length > 0),
      "note",
    ],
    async create({ educations }) {
      const body: GreenhouseV1CandidateCreate = {
        ...candidateFieldsOf(item),
        applications,
        ...compact({
          employments: [...employmentsOf(item).values()],
          educations: withOptions(item, educations),
          activity_feed_notes: notesOf(item, parameters),
        }),
      };
      return createdIds(await api.POST("/candidates", { params: { header: onBehalfOf(parameters) }, body }));
    },
    keep: (ids, { job, jobs, warnings, priors }) => ({ ...ids, job, jobs, warnings, priors }),
    find: (wasSent, sent, since) => findCandidatesV1(api, { item, sent, wasSent, since }),
    visibleAfterMs: candidateVisibleAfterMs,
  });
}

/** A list that cannot be read costs the options in it, not the candidate. */
async function resolveEducations(
  item: GreenhouseCandidateItem,
  context: Context,
): Promise<Pick<Sent, "educations" | "warnings">> {
  const options = educationOptionsV1(context);
  const sent: Pick<Sent, "educations" | "warnings"> = { educations: [], warnings: [] };
  for (const [name, education] of educationsOf(item)) {
    try {
      const { ids, warnings } = await resolveEducation(education, options, { mayWait: false });
      sent.educations.push(ids);
      sent.warnings.push(...warnings);
    } catch (error) {
      sent.educations.push({});
      sent.warnings.push(`${name} was not added: ${describeError(error).message}`);
    }
  }
  return sent;
}

function withOptions(item: GreenhouseCandidateItem, options: readonly OptionIds[]) {
  return [...educationsOf(item).values()].flatMap(({ start_date, end_date }, index) => {
    const { school_name, degree, discipline } = options[index] ?? {};
    const ids = compact({ school_id: school_name, degree_id: degree, discipline_id: discipline });
    return Object.keys(ids).length > 0 ? [{ ...ids, ...compact({ start_date, end_date }) }] : [];
  });
}

function notesOf({ note }: GreenhouseCandidateItem, parameters: CheckedV1Credential) {
  return note ? [{ user_id: Number(parameters.onBehalfOf), body: note, visibility: "public" as const }] : [];
}

/** Every write names the user that it is done for. */
function onBehalfOf(parameters: CheckedV1Credential) {
  return { "On-Behalf-Of": Number(parameters.onBehalfOf) };
}

async function addResume(id: number, resume: Resume, context: Context): Promise<void> {
  const { api, checkUrl, optional, parameters, sleep } = context;
  const path = { id };
  const params = { path, header: onBehalfOf(parameters) };
  await optional("resume", {
    sent: async () => void (await checkUrl(resume.url)),
    create: (): Promise<object> =>
      attachResume(resume, context, async (file) =>
        api.POST("/candidates/{id}/attachments", { params, body: attachmentOf(file) }),
      ),
    // Harvest v1 shows no ids of attachments.
    keep: () => ({}),
    async find() {
      const read = () => api.GET("/candidates/{id}", { params: { path } });
      const { attachments } = await whenReady(read, sleep);
      // The first will do: the candidate is ours.
      const isMatch = listOf(attachments).some(
        ({ type, filename }) => type === "resume" && isResumeName(filename, resume),
      );
      return isMatch ? {} : null;
    },
    visibleAfterMs,
  });
}

function attachmentOf(file: ResumeFile) {
  const { filename } = file;
  const common = { filename, type: "resume" as const };
  if ("url" in file) return { ...common, url: file.url };
  return { ...common, content: file.content, content_type: acceptedContentType(filename, file.contentType) };
}
