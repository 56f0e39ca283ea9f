import type { FakeCall, FakeResponse, FakeRoute } from "@hrflow-connectors/testing/fakes";
import { type AshbyState, candidateOf, files, newId, refuse, succeed } from "./ashby-state";

type Body = Record<string, unknown>;
type Handle = (body: Body, call: FakeCall<AshbyState>) => FakeResponse;

export interface AshbyCall {
  route: FakeRoute<AshbyState>;
  permission: string;
}

/** A call and the fields that it accepts. A `!` marks a required field. */
function call(name: string, permission: string, fields: string, handle: Handle): AshbyCall {
  const required = [...fields.matchAll(/(\w+)!/g)].map(([, field]) => field as string);
  const known: string[] = fields.match(/\w+/g) ?? [];
  const checked = (given: FakeCall<AshbyState>) => {
    const body = given.form ? Object.fromEntries(given.form) : given.json;
    if (typeof body !== "object" || body === null) return refuse("invalid_input", "the body is not an object");
    const unknown = Object.keys(body).filter((field) => !known.includes(field));
    const missing = required.filter((field) => !(body as Body)[field]);
    const nulls = Object.entries(body).filter(([, value]) => value === null);
    if (unknown.length > 0) return refuse("invalid_input", `unknown: ${unknown.join(", ")}`);
    if (missing.length > 0) return refuse("invalid_input", `missing: ${missing.join(", ")}`);
    return nulls.length > 0 ? refuse("invalid_input", "null is not allowed") : handle(body as Body, given);
  };
  return { permission, route: { method: "POST", path: `/${name}`, handle: checked } };
}

export function callsOf(largestPage: number): AshbyCall[] {
  return [
    call("candidate.list", "candidatesRead", "createdAfter cursor syncToken limit", (body, { state }) =>
      listCandidates(body, state, largestPage),
    ),
    call("candidate.info", "candidatesRead", "id externalMappingId", ({ id }, { state }) => {
      const candidate = state.candidates.find((one) => one.id === id);
      return candidate ? succeed(candidate) : refuse("candidate_not_found");
    }),
    call("candidate.create", "candidatesWrite", createFields, createCandidate),
    call("candidate.uploadResume", "candidatesWrite", "candidateId! resume!", uploadResume),
    call("candidate.createNote", "candidatesWrite", "candidateId! note! sendNotifications isPrivate", createNote),
    call("candidate.listNotes", "candidatesRead", "candidateId! cursor syncToken limit", ({ candidateId }, { state }) =>
      succeed(
        state.notes.filter((note) => note.candidateId === candidateId),
        { moreDataAvailable: false, syncToken: "notes" },
      ),
    ),
    call("application.create", "candidatesWrite", applicationFields, createApplication),
    call("application.info", "candidatesRead", "applicationId! expand", ({ applicationId }, { state }) => {
      const application = state.applications.find(({ id }) => id === applicationId);
      return application ? succeed(application) : refuse("application_not_found");
    }),
    call("jobPosting.list", "jobsRead", "location department listedOnly jobBoardId", ({ listedOnly }, { state }) => {
      const shown = state.postings.filter(({ isListed }) => isListed || listedOnly !== true);
      return succeed(shown.map(({ descriptionHtml: _, descriptionParts: __, compensation: ___, ...row }) => row));
    }),
    call("jobPosting.info", "jobsRead", "jobPostingId! jobBoardId expand", ({ jobPostingId }, { state }) => {
      const posting = state.postings.find(({ id }) => id === jobPostingId);
      return posting ? succeed(posting) : refuse("resource_not_found");
    }),
    call("file.info", "candidatesRead", "fileHandle!", ({ fileHandle }, { state }) => {
      const url = `${files}/${fileHandle}/resume.pdf?signature=of-${fileHandle}`;
      return state.files.has(String(fileHandle)) ? succeed({ url }) : refuse("resource_not_found");
    }),
  ];
}

function listCandidates(body: Body, state: AshbyState, largestPage: number): FakeResponse {
  const { createdAfter, cursor, limit = 100, ...filter } = body;
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > 100)
    return refuse("invalid_input", "limit must be from 1 to 100");
  if (createdAfter !== undefined && !Number.isInteger(createdAfter))
    return refuse("invalid_input", "createdAfter must be a whole number of milliseconds");
  const known = numberChanges(state);
  const since = Number(/^sync(\d+)$/.exec(String(filter.syncToken ?? "sync0"))?.[1]);
  if (Number.isNaN(since)) return refuse("sync_token_invalid");
  if (filter.syncToken !== undefined && since < state.expiredBefore) return refuse("sync_token_expired");
  const asked = JSON.stringify([createdAfter, filter.syncToken, limit]);
  // A sync token names what was there when the pass began.
  const [of, start, until] = cursor === undefined ? [asked, 0, known] : pageOf(String(cursor));
  if (of !== asked) return refuse("cursor_invalid");
  const rows = state.candidates
    .filter(({ createdAt = "" }) => createdAfter === undefined || Date.parse(createdAt) > Number(createdAfter))
    .filter(({ id }) => (state.changes.get(id)?.number ?? 0) > since)
    .sort((one, other) => ((one.createdAt ?? "") < (other.createdAt ?? "") ? -1 : 1));
  const end = start + Math.min(Number(limit), largestPage);
  const isLast = end >= rows.length;
  const more = isLast ? { syncToken: `sync${until}` } : { nextCursor: btoa(JSON.stringify([asked, end, until])) };
  return succeed(rows.slice(start, end), { moreDataAvailable: !isLast, ...more });
}

function pageOf(cursor: string): [asked: string, start: number, until: number] {
  try {
    return JSON.parse(atob(cursor));
  } catch {
    return ["", 0, 0];
  }
}

/** Numbers the candidates that changed since the last listing. Returns the highest number. */
function numberChanges({ candidates, changes }: AshbyState): number {
  let last = Math.max(0, ...[...changes.values()].map(({ number }) => number));
  for (const candidate of candidates) {
    const json = JSON.stringify(candidate);
    if (changes.get(candidate.id)?.json === json) continue;
    last += 1;
    changes.set(candidate.id, { json, number: last });
  }
  return last;
}

const createFields =
  "name! email phoneNumber linkedInUrl githubUrl website alternateEmailAddresses sourceId creditedToUserId location createdAt";

const createCandidate: Handle = (body, { state, now }) => {
  const { name, email, phoneNumber, alternateEmailAddresses = [], createdAt } = body as Record<string, string>;
  const urls = { LinkedIn: body.linkedInUrl, GitHub: body.githubUrl, Website: body.website };
  const links = Object.entries(urls).flatMap(([type, url]) => (url ? [{ type, url: String(url) }] : []));
  if (links.some(({ url }) => !URL.canParse(url))) return refuse("invalid_input", "a URL is not valid");
  if (createdAt !== undefined && Number.isNaN(Date.parse(createdAt)))
    return refuse("invalid_input", "createdAt is not a time");
  const contact = (value: string, isPrimary = true) => ({ value, type: isPrimary ? "Personal" : "Other", isPrimary });
  const others = [alternateEmailAddresses].flat().map((value) => contact(value, false));
  const at = new Date(now()).toISOString();
  const candidate = candidateOf(
    state,
    {
      name: String(name),
      ...(email ? { primaryEmailAddress: contact(email) } : {}),
      ...(phoneNumber ? { primaryPhoneNumber: contact(phoneNumber), phoneNumbers: [contact(phoneNumber)] } : {}),
      emailAddresses: [...(email ? [contact(email)] : []), ...others],
      socialLinks: links,
      createdAt: createdAt ? new Date(createdAt).toISOString() : at,
    },
    at,
  );
  state.candidates.push(candidate);
  return succeed(candidate);
};

const uploadResume: Handle = ({ candidateId, resume }, { state, now }) => {
  const candidate = state.candidates.find(({ id }) => id === candidateId);
  if (!candidate) return refuse("candidate_not_found");
  if (!(resume instanceof File)) return refuse("invalid_input", "resume is not a file");
  const id = newId(state);
  const resumeFileHandle = { id, name: resume.name, handle: id };
  state.files.set(id, new TextEncoder().encode("%PDF-1.4\n% a resume\n%%EOF\n"));
  const fileHandles = [...(candidate.fileHandles ?? []), resumeFileHandle];
  return succeed(Object.assign(candidate, { resumeFileHandle, fileHandles, updatedAt: new Date(now()).toISOString() }));
};

const createNote: Handle = ({ candidateId, note, isPrivate = false }, { state, now }) => {
  if (!state.candidates.some(({ id }) => id === candidateId)) return refuse("candidate_not_found");
  const content = typeof note === "string" ? note : (note as { value?: string }).value;
  if (!content) return refuse("invalid_input", "note is empty");
  const stored = { id: newId(state), createdAt: new Date(now()).toISOString(), isPrivate: isPrivate === true, content };
  state.notes.push({ ...stored, candidateId: String(candidateId) });
  return succeed(stored);
};

const applicationFields =
  "candidateId! jobId! interviewPlanId interviewStageId sourceId creditedToUserId createdAt applicationHistory";

const createApplication: Handle = ({ candidateId, jobId, interviewStageId }, { state, now }) => {
  const candidate = state.candidates.find(({ id }) => id === candidateId);
  if (!candidate) return refuse("candidate_not_found");
  const posting = state.postings.find((one) => one.jobId === jobId);
  if (!posting) return refuse("job_not_found");
  const at = new Date(now()).toISOString();
  const application = {
    ...{ id: newId(state), createdAt: at, updatedAt: at, status: interviewStageId ? "Active" : "Lead" },
    candidate: { id: candidate.id, name: candidate.name },
    job: { id: posting.jobId, title: posting.title },
    currentInterviewStage: { id: typeof interviewStageId === "string" ? interviewStageId : "new-lead" },
    ...{ source: null, creditedToUser: null, archiveReason: null, customFields: [] },
  };
  state.applications.push(application);
  candidate.applicationIds = [...(candidate.applicationIds ?? []), application.id];
  return succeed(application);
};
