import type { FakeResponse } from "@hrflow-connectors/testing/fakes";
import type { AshbyCandidate, AshbyJobPosting } from "../ashby-types";
import type { components } from "../generated/ashby";

/** Where files are downloaded from, without a key. */
export const files = "https://files.ashby.example";

export type AshbyApplicationRecord = components["schemas"]["Application"] & { job: { id: string } };

export type AshbyNoteRecord = components["schemas"]["Note"] & { candidateId: string };

export interface AshbyState {
  candidates: AshbyCandidate[];
  applications: AshbyApplicationRecord[];
  postings: AshbyJobPosting[];
  notes: AshbyNoteRecord[];
  /** The bytes of files, by their id. */
  files: Map<string, Uint8Array>;
  /** Each candidate as of the last listing, and the number of its last change. Sync tokens refer to these numbers. */
  changes: Map<string, { json: string; number: number }>;
  /** Sync tokens that were given before this change have expired. */
  expiredBefore: number;
  nextId: number;
}

export interface AshbySeed {
  candidates?: readonly Partial<AshbyCandidate>[];
  postings?: readonly Partial<AshbyJobPosting>[];
}

export function createAshbyState({ candidates = [], postings = [] }: AshbySeed): AshbyState {
  const state: AshbyState = {
    ...{ candidates: [], applications: [], postings: [], notes: [] },
    ...{ files: new Map(), changes: new Map(), expiredBefore: 0, nextId: 1 },
  };
  for (const candidate of candidates) state.candidates.push(candidateOf(state, candidate, "2026-01-01T00:00:00.000Z"));
  for (const posting of postings) state.postings.push(postingOf(state, posting));
  for (const { handle } of state.candidates.flatMap(({ fileHandles = [] }) => fileHandles))
    state.files.set(handle, new TextEncoder().encode("%PDF-1.4\n% a resume\n%%EOF\n"));
  return state;
}

export const newId = (state: AshbyState) => `${String(state.nextId++).padStart(8, "0")}-0000-4000-8000-000000000000`;

export function candidateOf(state: AshbyState, given: Partial<AshbyCandidate>, now: string): AshbyCandidate {
  const id = given.id ?? newId(state);
  const { resumeFileHandle } = given;
  return {
    ...{ id, name: "", createdAt: now, updatedAt: now, emailAddresses: [], phoneNumbers: [], socialLinks: [] },
    ...{ tags: [], applicationIds: [], customFields: [], source: null, creditedToUser: null, timezone: null },
    ...{ fileHandles: resumeFileHandle ? [resumeFileHandle] : [], fraudStatus: null },
    profileUrl: `https://app.ashbyhq.com/candidate-searches/new/right-side/candidates/${id}`,
    ...given,
  };
}

function postingOf(state: AshbyState, given: Partial<AshbyJobPosting>): AshbyJobPosting {
  const id = given.id ?? newId(state);
  return {
    ...{ id, title: "", jobId: newId(state), isListed: true, updatedAt: "2026-01-01T00:00:00.000Z" },
    ...{ employmentType: "FullTime", externalLink: `https://jobs.ashbyhq.com/example/${id}` },
    ...given,
  };
}

export const succeed = (results: unknown, more: object = {}): FakeResponse => ({
  status: 200,
  body: { success: true, results, ...more },
});

export const refuse = (code: string, message = code): FakeResponse => ({
  status: 200,
  body: { success: false, errorInfo: { code, message, requestId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, errors: [code] },
});
