import {
  ConnectorError,
  type FileReference,
  multipart,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { canonical, compact, instant } from "@hrflow-connectors/core/formats";
import type { AshbyCredential } from "../ashby-connection";
import type { AshbyCalls, AshbyCandidate, AshbyCandidateCreate } from "../ashby-types";
import { listCandidates } from "./read-candidates";

/** A candidate to create, and what is added to it. */
export interface AshbyCandidateItem extends Omit<AshbyCandidateCreate, "createdAt"> {
  /** The jobs that the person applies to. */
  jobIds?: string[];
  /** The postings of such jobs. */
  jobPostingIds?: string[];
  resume?: FileReference;
  /** Added if no resume can be delivered. */
  note?: string;
  /** Warnings from the format, which are added to the receipt. */
  warnings?: string[];
}

export interface AshbyCandidatesParameters extends AshbyCredential {
  /** Id of the source of candidates and applications. */
  sourceId?: string | undefined;
  /** Id of the user who gets the credit for them. */
  creditedToUserId?: string | undefined;
  /** Id of the stage that applications begin in, or `FirstPreInterviewScreen`. Default: they begin as leads. */
  interviewStageId?: string | undefined;
}

/** Ashby does not say how soon a record is visible. */
const visibleAfterMs = 5_000;
const second = (time: unknown) => Math.floor((instant(time) ?? 0) / 1_000);

/** Creates a candidate, its applications, and its resume or else a note. */
export async function writeCandidate(
  { jobIds = [], jobPostingIds = [], resume, note, warnings = [], ...body }: AshbyCandidateItem,
  context: WriteContext<AshbyCalls, AshbyCandidatesParameters>,
): Promise<ReceiptDraft[]> {
  const { api, step, optional, eachPart, warn, once, download } = context;
  const { sourceId, creditedToUserId, interviewStageId } = context.parameters;
  const credit = compact({ sourceId, creditedToUserId });
  const jobs = new Set(jobIds);
  for (const jobPostingId of jobPostingIds) {
    const load = () => api.POST("/jobPosting.info", { body: { jobPostingId } });
    jobs.add(await once(`job of posting ${jobPostingId}`, async () => (await load()).results.jobId));
  }
  for (const warning of warnings) warn(warning);
  const candidate = await step("candidate", {
    identity: { name: body.name },
    // A random time, exact to the millisecond, by which the lookup recognizes the candidate.
    isMarked: true,
    sent: () => ({ createdAt: new Date(Date.now() - 60_000 - Math.floor(Math.random() * 60_000)).toISOString() }),
    create: async (sent) => (await api.POST("/candidate.create", { body: { ...credit, ...body, ...sent } })).results,
    keep: ({ id, profileUrl }) => ({ id, ...compact({ url: profileUrl }) }),
    async find(wasSent, { createdAt }) {
      const near: AshbyCandidate[] = [];
      for await (const row of listCandidates(api, { createdAfter: (second(createdAt) - 1) * 1_000 }))
        if (second(row.createdAt) === second(createdAt) && (await wasSent("name", row.name))) near.push(row);
      const found = near.filter((row) => instant(row.createdAt) === instant(createdAt));
      if (near.length > 0 && found.length === 0)
        throw new ConnectorError("a candidate of that second has another time than was sent", { code: "unsure" });
      return found;
    },
    visibleAfterMs,
  });
  const { id } = candidate;
  const current = async () => (await api.POST("/candidate.info", { body: { id } })).results;
  const apply = (jobId: string) =>
    step(`application to job ${jobId}`, {
      async create() {
        const application = { candidateId: id, jobId, ...credit, ...compact({ interviewStageId }) };
        return (await api.POST("/application.create", { body: application })).results;
      },
      keep: ({ id }) => ({ id }),
      async find() {
        const load = (applicationId: string) => api.POST("/application.info", { body: { applicationId } });
        const loaded = await Promise.all(((await current()).applicationIds ?? []).map(load));
        return loaded.map(({ results }) => results).filter(({ job }) => job?.id === jobId);
      },
      visibleAfterMs,
    });
  const applications = await eachPart(jobs, (jobId) => `application to job ${jobId}`, apply);
  const added = resume && {
    create: async () => {
      const form = multipart({ candidateId: id, resume: await download(resume) });
      return (await api.POST("/candidate.uploadResume", form)).results;
    },
    keep: ({ resumeFileHandle }: AshbyCandidate) => compact({ id: resumeFileHandle?.id }),
    find: async () => [await current()].filter(({ resumeFileHandle }) => resumeFileHandle),
    visibleAfterMs,
  };
  const hasResume = added && (await optional("resume", added));
  if (note && !hasResume)
    await optional("note", {
      create: async () => (await api.POST("/candidate.createNote", { body: { candidateId: id, note } })).results,
      keep: ({ id }) => ({ id }),
      async find() {
        const { results } = await api.POST("/candidate.listNotes", { body: { candidateId: id } });
        return results.filter(({ content }) => canonical(content ?? "") === canonical(note));
      },
      visibleAfterMs,
    });
  return [candidate, ...applications];
}
