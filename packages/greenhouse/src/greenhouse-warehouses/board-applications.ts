import {
  ApiCallError,
  defineWarehouse,
  describeError,
  multipart,
  type ReceiptDraft,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { extensionOf, line, trimmed } from "@hrflow-connectors/core/formats";
import {
  applicationName,
  applicationsOf,
  type GreenhouseApplicationItem,
  type GreenhouseCandidateItem,
} from "../formats/greenhouse-items";
import type { components } from "../generated/job-board";
import { boardApplicationConnection } from "../greenhouse-connection";
import type { JobBoardCredential } from "../greenhouse-credentials";
import type { GreenhouseJob, GreenhouseJobBoardPaths } from "../greenhouse-types";
import { isTooLarge } from "./attach-resume";
import { type ApplicationForm, fillForm, type ResumeFields } from "./board-questions";
import { checkBoard } from "./jobs";

const url = "https://developers.greenhouse.io/job-board.html";

type BoardContext = WriteContext<GreenhouseJobBoardPaths, JobBoardCredential>;

/** The types of files that the vendor takes. */
const takenTypes = ["pdf", "doc", "docx", "txt", "rtf"];

/**
 * Applies to jobs of a board, as a careers site does. The API tells nothing about what it took: an application whose outcome is unknown is
 * not repeated.
 *
 * @see https://developers.greenhouse.io/job-board.html#submit-an-application
 */
export const boardApplications = defineWarehouse({
  name: "Greenhouse applications (Job Board API)",
  dataType: "profile",
  connection: boardApplicationConnection,
  write: {
    endpoints: [
      { endpoint: "GET /{board_token}/jobs/{job}", permission: "none", url: `${url}#retrieve-a-job` },
      {
        endpoint: "POST /{board_token}/jobs/{job}",
        permission: "the API key of the job board",
        url: `${url}#submit-an-application`,
      },
    ],
    concurrency: 4,
    files: { types: takenTypes },
    async check(context) {
      await checkBoard(context);
      const message = "only an application tells whether the board takes the key";
      context.report({ level: "unknown", message, advice: "give boardApiKey the key of this board" });
    },
    write: applyToJobs,
  },
});

/** Fills the forms of all jobs before the first application is sent. */
async function applyToJobs(item: GreenhouseCandidateItem, context: BoardContext): Promise<ReceiptDraft[]> {
  const { eachPart, warn, begun } = context;
  for (const warning of item.warnings ?? []) warn(warning);
  const applications = applicationsOf(item);
  const fresh = applications.filter((application) => !begun.includes(applicationName(application)));
  const jobs = await Promise.all(fresh.map(({ job_id }) => readJob(job_id, context)));
  const { fields, mayPass } = fresh.length > 0 ? await resumeFields(item, context) : { fields: {}, mayPass: undefined };
  const filled = filledForms(jobs, item, fields, mayPass);
  const forms = new Map(fresh.map(({ job_id }, index) => [job_id, filled[index]?.form ?? {}]));
  if (fresh.length > 0)
    warnOfUnsent(
      item,
      filled.flatMap(({ used }) => used),
      context,
    );
  return eachPart(applications, applicationName, async (application) => {
    const { id } = await apply(application, forms.get(application.job_id) ?? {}, context);
    return { id };
  });
}

/** A resume that a job requires may be there in the next run. */
function filledForms(jobs: GreenhouseJob[], item: GreenhouseCandidateItem, fields: ResumeFields, mayPass: unknown) {
  try {
    return jobs.map((job) => fillForm(job, item, fields));
  } catch (error) {
    throw mayPass ?? error;
  }
}

/** The vendor returns no id: ours is that of the job with a random one. */
function apply(
  { job_id }: GreenhouseApplicationItem,
  form: ApplicationForm,
  context: BoardContext,
): Promise<{ id: string }> {
  const { api, parameters, step } = context;
  const path = { board_token: parameters.boardToken, job: job_id };
  return step(applicationName({ job_id }), {
    async create() {
      // The document types a file as text.
      const body = multipart(form as unknown as components["schemas"]["JobApplicationForm"]);
      const response = await api.POST("/{board_token}/jobs/{job}", { params: { path }, ...body }).catch(explainRefusal);
      checkTaken(response, path);
      return { id: `${job_id}/${crypto.randomUUID()}` };
    },
    keep: ({ id }) => ({ id }),
  });
}

const refusedPerson = /failed to save/i;

/** The vendor refuses a person with 401 as well, which says nothing about the key. */
function explainRefusal(error: unknown): never {
  if (!ApiCallError.isInstance(error) || error.status !== 401 || !refusedPerson.test(error.message)) throw error;
  throw personRefused(error, line((error.body as { error?: unknown } | null)?.error));
}

const personRefused = (call: { method: string; url: string; status: number }, vendorMessage: string | undefined) =>
  new ApiCallError({
    ...{ method: call.method, url: call.url, status: call.status, code: "validation_failed" },
    vendorMessage: `${vendorMessage ?? "refused"} (the person was refused, such as for an invalid e-mail address, or a URL in a name)`,
  });

/** A refusal may also come with the status of a success. */
function checkTaken(response: object, { board_token, job }: { board_token: string; job: number }): void {
  const { error, status } = response as { error?: unknown; status?: unknown };
  if (error === undefined || error === null || error === "") return;
  const call = {
    method: "POST",
    url: `/${board_token}/jobs/${job}`,
    status: typeof status === "number" ? status : 422,
  };
  const vendorMessage = line(error) ?? "refused";
  throw refusedPerson.test(vendorMessage)
    ? personRefused(call, vendorMessage)
    : new ApiCallError({ ...call, vendorMessage });
}

/** The job with its questions, without its long texts. */
function readJob(id: number, { api, parameters, once }: BoardContext): Promise<GreenhouseJob> {
  return once(`questions of job ${id}`, async () => {
    const path = { board_token: parameters.boardToken, job: id };
    const params = { path, query: { questions: true } };
    const { content: _, ...job } = await api.GET("/{board_token}/jobs/{job}", { params });
    return job as GreenhouseJob;
  });
}

interface FoundResume {
  fields: ResumeFields;
  /** Why the file is missing, if it may be there later. */
  mayPass?: unknown;
}

/** The resume's file, else its text. An item without a resume may have the text of the profile as its note. */
async function resumeFields(item: GreenhouseCandidateItem, { download, warn }: BoardContext): Promise<FoundResume> {
  const text = trimmed(item.resume?.text) ?? trimmed(item.note);
  const fields: ResumeFields = text === undefined ? {} : { resume_text: text };
  if (!item.resume) return { fields };
  const warnOfLack = (why: string) => warn(`the resume was not sent as a file: ${why}`);
  try {
    const reference = { url: new URL(item.resume.url).href, fileName: item.resume.fileName };
    const file = await download(reference).catch((error) => (isTooLarge(error) ? null : Promise.reject(error)));
    if (file === null) {
      const { name } = await download(reference, { onlyBeginning: true });
      return { fields: { resume_url: reference.url, resume_url_filename: name } };
    }
    if (takenTypes.includes(extensionOf(file.name) ?? "")) return { fields: { resume: file } };
    warnOfLack(`Greenhouse takes ${takenTypes.join(", ")}, found ${file.name}`);
    return { fields };
  } catch (error) {
    const { message, retryable } = describeError(error);
    warnOfLack(message);
    return { fields, ...(retryable ? { mayPass: error } : {}) };
  }
}

/** What the API has no place for, or does not ask for. */
function warnOfUnsent(item: GreenhouseCandidateItem, used: string[], { warn }: BoardContext): void {
  const sent = ["first_name", "last_name", "phone_numbers", "email_addresses", "applications", "resume", "note"];
  const handled = [...sent, "answers", "warnings"];
  const isPresent = (value: unknown) =>
    value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  const fieldsOf = (record: object, known: string[], prefix = "") =>
    Object.entries(record).flatMap(([field, value]) =>
      known.includes(field) || !isPresent(value) ? [] : prefix + field,
    );
  const ofApplications = applicationsOf(item).flatMap((one) => fieldsOf(one, ["job_id"], "applications."));
  const unsent = [...fieldsOf(item, handled), ...new Set(ofApplications)];
  if (unsent.length > 0) warn(`not sent, as the Job Board API has no place for it: ${unsent.join(", ")}`);
  for (const field of ["email_addresses", "phone_numbers"] as const)
    if ((item[field]?.length ?? 0) > 1) warn(`only the first of ${field} was sent`);
  if (item.note && item.resume) warn("note not sent: the Job Board API takes the resume alone");
  const unasked = Object.keys(item.answers ?? {}).filter((name) => !used.includes(name.replace(/\[\]$/, "")));
  if (unasked.length > 0) warn(`answers not sent, as no job asks for them: ${unasked.join(", ")}`);
}
