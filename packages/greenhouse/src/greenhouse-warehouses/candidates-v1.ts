import { defineWarehouse, InputError, type ReceiptDraft } from "@hrflow-connectors/core/connector";
import { compact, listOf } from "@hrflow-connectors/core/formats";
import {
  applicationName,
  applicationsOf,
  candidateFieldsOf,
  employmentsOf,
  type GreenhouseCandidateItem,
  ownNotes,
  resumeNotes,
  warningsOf,
} from "../formats/greenhouse-items";
import { harvestV1Connection, v1Endpoint } from "../greenhouse-connection";
import type { GreenhouseV1CandidateCreate } from "../greenhouse-types";
import { resumeFile } from "./attach-resume";
import {
  findCandidatesV1,
  hasEmail,
  identityOf,
  listPriorV1,
  priorCandidates,
  type SentCandidate,
  warnOfPriors,
} from "./candidate-lookups";
import { addNote, addResume, noteBody, onBehalfOf, type V1Context } from "./candidate-parts-v1";
import { type ResolvedEducations, resolveEducationsV1, withOptions } from "./education-options";
import { sendWithoutRefused } from "./refused-parts";
import { type CreatedIds, createdIds } from "./responses";

/** Writes candidates by Harvest v1: one create with everything but the resume, which is attached to the candidate. */
export const candidatesV1 = defineWarehouse({
  name: "Greenhouse candidates (Harvest v1)",
  dataType: "profile",
  connection: harvestV1Connection,
  write: {
    endpoints: [
      v1Endpoint("POST /candidates", "post-add-candidate"),
      v1Endpoint("POST /candidates/{id}/attachments", "post-add-attachment"),
      v1Endpoint("POST /candidates/{id}/activity_feed/notes", "post-add-note"),
      v1Endpoint("GET /candidates/{id}/activity_feed", "get-retrieve-activity-feed"),
      v1Endpoint("GET /candidates", "get-list-candidates"),
      v1Endpoint("GET /candidates/{id}", "get-retrieve-candidate"),
      v1Endpoint("GET /schools", "get-list-schools"),
      v1Endpoint("GET /degrees", "get-list-degrees"),
      v1Endpoint("GET /disciplines", "get-list-disciplines"),
    ],
    concurrency: 4,
    async check({ api, parameters: { onBehalfOf: user }, probe }) {
      const list = () => api.GET("/candidates", { params: { query: { per_page: 1 } } });
      await probe("the list of candidates", list, "allow the key to read candidates");
      const path = { id: Number(user) };
      await probe(
        `the user ${user}`,
        () => api.GET("/users/{id}", { params: { path } }),
        "give onBehalfOf the id of an active user, and allow the key to read users",
      );
    },
    write: writeCandidate,
  },
});

async function writeCandidate(item: GreenhouseCandidateItem, context: V1Context): Promise<ReceiptDraft[]> {
  const { part, warn, begun } = context;
  for (const warning of warningsOf(item)) warn(warning);
  const file = item.resume && resumeFile(item.resume, context);
  // While the candidate is created. In a later run it may be there already.
  if (begun.length === 0) file?.().catch(() => undefined);
  const { id, applications, jobs, warnings, priors } = await createCandidate(item, context);
  for (const warning of warnings) warn(warning);
  await warnOfPriors({ id, priors }, context);
  for (const later of applicationsOf(item).filter(({ job_id }) => !jobs.includes(job_id)))
    await part(applicationName(later), () => Promise.reject(new InputError(onlyInCreate)));
  // The item's own note is part of the create.
  const hasResume = item.resume && file && (await addResume(id, item.resume, file, context));
  const notes = hasResume ? [] : resumeNotes(item);
  for (const [name, note] of notes) await addNote(name, id, note, context);
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
interface Sent extends SentCandidate, ResolvedEducations {
  jobs: number[];
}

function createCandidate(
  item: GreenhouseCandidateItem,
  context: V1Context,
): Promise<CreatedIds & Pick<Sent, "jobs" | "warnings" | "priors">> {
  const { api, parameters, step } = context;
  const applications = applicationsOf(item);
  /** What the create carries after a refusal. */
  let reduced: GreenhouseV1CandidateCreate | undefined;
  /** Names of the steps that Harvest v3 takes for the parts of the body. */
  const names = new Map<object, string>();
  const named = <Part extends object>(parts: Iterable<readonly [string, Part]>): Part[] =>
    Array.from(parts, ([name, part]) => {
      names.set(part, name);
      return part;
    });
  const bodyOf = ({ educations }: Sent): GreenhouseV1CandidateCreate => ({
    ...candidateFieldsOf(item),
    applications,
    ...compact({
      employments: named(employmentsOf(item)),
      educations: named(withOptions(item, educations)),
      activity_feed_notes: named(
        [...ownNotes(item)].map(([name, note]) => [name, noteBody(note, parameters)] as const),
      ),
    }),
  });
  const namesOf = ({ employments, educations, activity_feed_notes }: GreenhouseV1CandidateCreate) =>
    [...listOf(employments), ...listOf(educations), ...listOf(activity_feed_notes)].flatMap(
      (part) => names.get(part) ?? [],
    );
  return step("candidate", {
    identity: identityOf(item),
    async sent(): Promise<Sent> {
      const [priors, educations] = await Promise.all([
        priorCandidates(item, context, (email) => listPriorV1(api, email)),
        resolveEducationsV1(item, context),
      ]);
      const jobs = applications.map(({ job_id }) => job_id);
      return { job: applications[0].job_id, jobs, hasEmail: hasEmail(item), priors, ...educations };
    },
    looksBefore: (sent) => !sent.hasEmail,
    carries: (sent) => [...applications.slice(1).map(applicationName), ...namesOf(reduced ?? bodyOf(sent))],
    async create(sent, revise) {
      const response = await sendWithoutRefused(
        bodyOf(sent),
        (body) => api.POST("/candidates", { params: { header: onBehalfOf(parameters) }, body }),
        (body, warnings) => {
          reduced = body;
          return revise({ ...sent, hasEmail: hasEmail(body), warnings: [...sent.warnings, ...warnings] });
        },
      );
      return createdIds(response);
    },
    keep: (ids, { job, jobs, warnings, priors }) => ({ ...ids, job, jobs, warnings, priors }),
    find: (wasSent, sent, since) => findCandidatesV1(api, { item, sent, wasSent, since }),
    visibleAfterMs: candidateVisibleAfterMs,
  });
}
