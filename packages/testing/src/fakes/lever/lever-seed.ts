import type { FakeOptions } from "../engine/fake-types";
import type { LeverAccess } from "./lever-guard";
import type {
  LeverAccountRecord,
  LeverApp,
  LeverContactRecord,
  LeverEnvironment,
  LeverOpportunityRecord,
  LeverPostingRecord,
  LeverStage,
  LeverState,
} from "./lever-state";

/** The initial data of the Lever account. Without credentials, it refuses every request. */
export interface LeverFakeOptions extends FakeOptions, LeverAccess {
  /** API keys of the customer. */
  apiKeys?: string[];
  /** OAuth applications, with their initial codes and refresh tokens. */
  apps?: (LeverApp & { codes?: string[]; refreshTokens?: string[]; environment?: LeverEnvironment })[];
  /** Absent fields of a posting get defaults. Default state: published. */
  postings?: ({ id: string } & Record<string, unknown>)[];
  contacts?: ({ id: string } & Partial<LeverContactRecord>)[];
  /** Absent fields get defaults: created now and never changed, without a posting, with a contact of the same id. */
  opportunities?: ({ id: string } & Partial<LeverOpportunityRecord>)[];
  /** The pipeline, in its order. Default: the built-in stages. */
  stages?: LeverStage[];
  /** Users that lists show and `expand` finds. Any id can be a `perform_as`. Default: none. */
  users?: LeverAccountRecord[];
  /** Default: one for people who were hired, one for others. */
  archiveReasons?: LeverAccountRecord[];
  /** Absent fields of a requisition get defaults. Default: none. */
  requisitions?: LeverAccountRecord[];
  /** Default: no limit. `true`: 10 requests per second with bursts of 20, without `Retry-After`. */
  rateLimit?: LeverAccess["rateLimit"] & {};
  /** The most rows of a page, whatever `limit` asks for: smaller than Lever's 100, a few records fill several pages. Default 100. */
  largestPage?: number;
  /** Whether phones in multipart forms are accepted, which Lever does not document. Default true. */
  phonesInForms?: boolean;
}

const never = Number.POSITIVE_INFINITY;

const builtInStages: LeverStage[] = [
  { id: "lead-new", text: "New lead" },
  { id: "lead-reached-out", text: "Reached out" },
  { id: "lead-responded", text: "Responded" },
  { id: "applicant-new", text: "New applicant" },
  { id: "offer", text: "Offer" },
];

const usualReasons: LeverAccountRecord[] = [
  { id: "hired", text: "Hired", status: "active", type: "hired" },
  { id: "underqualified", text: "Underqualified", status: "active", type: "non-hired" },
];

export function initialState(options: LeverFakeOptions, now: number): LeverState {
  const { apiKeys, apps = [], postings, contacts, stages = builtInStages } = options;
  const { opportunities = [], users = [], archiveReasons = usualReasons, requisitions = [] } = options;
  return {
    apiKeys: [...(apiKeys ?? [])],
    apps: apps.map(({ codes, refreshTokens, environment, ...app }) => app),
    codes: apps.flatMap(({ codes = [], clientId }) => codes.map((code) => ({ code, clientId, used: false }))),
    refreshTokens: apps.flatMap(({ refreshTokens = [], clientId, environment = "production" }) =>
      refreshTokens.map((token) => ({ token, clientId, environment, expiresAt: never })),
    ),
    accessTokens: [],
    contacts: contactsOf(contacts, opportunities).map((contact) => ({
      ...emptyContact(),
      ...structuredClone(contact),
    })),
    opportunities: opportunities.map((opportunity) => ({
      ...emptyOpportunity(opportunity.id, now),
      ...structuredClone(opportunity),
    })),
    deletedOpportunities: [],
    resumes: [],
    files: [],
    notes: [],
    postings: (postings ?? []).map(
      (posting): LeverPostingRecord => ({ ...emptyPosting(now), ...structuredClone(posting) }),
    ),
    stages: structuredClone(stages),
    users: users.map((user) => ({ ...emptyUser(now), ...structuredClone(user) })),
    archiveReasons: structuredClone(archiveReasons),
    requisitions: requisitions.map((requisition) => ({ ...emptyRequisition(now), ...structuredClone(requisition) })),
    offsets: new Map(),
    paging: "normal",
    largestPage: options.largestPage ?? 100,
    buckets: new Map(),
    nextId: 1,
  };
}

/** Each opportunity has a person. */
function contactsOf(
  contacts: LeverFakeOptions["contacts"] = [],
  opportunities: LeverFakeOptions["opportunities"] = [],
): ({ id: string } & Partial<LeverContactRecord>)[] {
  const known = new Set(contacts.map(({ id }) => id));
  const named = new Set(opportunities.map(({ id, contact = id }) => contact));
  return [...contacts, ...[...named].filter((id) => !known.has(id)).map((id) => ({ id }))];
}

function emptyOpportunity(id: string, now: number): Omit<LeverOpportunityRecord, "id"> {
  return {
    ...{ contact: id, stage: "lead-new", tags: [], sources: [], origin: "sourced", owner: null, followers: [] },
    ...{ posting: null, application: null, archived: null, opportunityLocation: null },
    ...{ createdAt: now, updatedAt: null },
  };
}

function emptyContact(): Omit<LeverContactRecord, "id"> {
  return { name: "", headline: "", location: "", emails: [], phones: [], links: [], isAnonymized: false };
}

function emptyPosting(now: number) {
  return {
    ...{ text: "Example", state: "published", distributionChannels: null, confidentiality: "non-confidential" },
    ...{ user: null, owner: null, hiringManager: null, categories: { allLocations: [] }, tags: [] },
    ...{ content: { description: "", descriptionHtml: "", lists: [], closing: "", closingHtml: "" } },
    ...{ country: null, followers: [], reqCode: null, requisitionCodes: [], urls: null, workplaceType: "unspecified" },
    ...{ createdAt: now, updatedAt: now },
  };
}

function emptyUser(now: number) {
  return {
    ...{ name: "Example", username: "example", email: null, accessRole: "team member", photo: null, createdAt: now },
    ...{ deactivatedAt: null, externalDirectoryId: null, linkedContactIds: null, jobTitle: null, managerId: null },
  };
}

function emptyRequisition(now: number) {
  return {
    ...{ requisitionCode: null, name: "Example", backfill: false, confidentiality: "non-confidential" },
    ...{ status: "open", headcountTotal: 1, headcountHired: 0, hiringManager: null, owner: null, creator: null },
    ...{ employmentStatus: null, location: null, department: null, team: null, internalNotes: "", postings: [] },
    ...{ offerIds: [], customFields: {}, createdAt: now, updatedAt: now, closedAt: null },
  };
}
