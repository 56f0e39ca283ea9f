import type { TokenBucket } from "./token-bucket";

/** A token is valid in one environment only. */
export type LeverEnvironment = "production" | "sandbox";

/** A registered OAuth application. */
export interface LeverApp {
  clientId: string;
  clientSecret: string;
  /** A token request with a different one is refused. Default: any is accepted. */
  redirectUri?: string;
}

/** An authorization code. */
export interface LeverCode {
  code: string;
  clientId: string;
  used: boolean;
}

/** An access or a refresh token. */
export interface LeverToken {
  token: string;
  clientId: string;
  environment: LeverEnvironment;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** A phone number. */
export interface LeverPhone {
  type?: string;
  value: string;
}

/** A person. Several opportunities may share one. */
export interface LeverContactRecord {
  id: string;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: LeverPhone[];
  links: string[];
  isAnonymized: boolean;
}

/** The fields of an opportunity itself. Name, addresses and the like are in its contact. */
export interface LeverOpportunityRecord {
  id: string;
  contact: string;
  stage: string;
  tags: string[];
  sources: string[];
  origin: string;
  owner: string | null;
  followers: string[];
  /** The posting that it applies to. */
  posting: string | null;
  application: string | null;
  archived: { reason: string; archivedAt: number } | null;
  opportunityLocation: string | null;
  /** The user who sourced the person. Default: nobody. */
  sourcedBy?: string | null;
  createdAt: number;
  /** Null until the first change. */
  updatedAt: number | null;
  /** Default: `createdAt`. */
  lastAdvancedAt?: number;
}

/** A note on an opportunity. */
export interface LeverNoteRecord {
  id: string;
  opportunity: string;
  user: string | null;
  value: string;
  secret: boolean;
  createdAt: number;
}

/** A record of the account, in the format of the API: a user, an archive reason, or a requisition. */
export interface LeverAccountRecord extends Record<string, unknown> {
  id: string;
}

/** A stage of the pipeline. */
export interface LeverStage {
  id: string;
  text: string;
}

/** The place of a row in a list. */
export interface LeverPosition {
  /** Comes first: the rank of the stage. */
  rank: number;
  time: number;
  id: string;
}

/** A resume or another file. */
export interface LeverFileRecord {
  id: string;
  opportunity: string;
  uploadedAt: number;
  content: File;
  /** Whether a resume is an online profile, which has no file. Default false. */
  isOnlineProfile?: boolean;
  /** What Lever read in a resume. Default: nothing yet. */
  parsedData?: Record<string, unknown> | null;
}

/** A posting, in the format of the API. */
export interface LeverPostingRecord extends Record<string, unknown> {
  id: string;
  text: string;
  state: string;
  owner: string | null;
  categories: Record<string, unknown>;
  tags: string[];
  createdAt: number;
  updatedAt: number | null;
}

/** One Lever account. Tests may read and change it. */
export interface LeverState {
  apiKeys: string[];
  apps: LeverApp[];
  codes: LeverCode[];
  /** The valid ones. A refresh replaces its token. */
  refreshTokens: LeverToken[];
  accessTokens: LeverToken[];
  contacts: LeverContactRecord[];
  opportunities: LeverOpportunityRecord[];
  /** Those that were deleted: the API has no call that deletes one. */
  deletedOpportunities: (LeverOpportunityRecord & { deletedAt: number; deletedBy: string })[];
  resumes: LeverFileRecord[];
  files: LeverFileRecord[];
  notes: LeverNoteRecord[];
  postings: LeverPostingRecord[];
  /** In the order of the pipeline. */
  stages: LeverStage[];
  users: LeverAccountRecord[];
  archiveReasons: LeverAccountRecord[];
  requisitions: LeverAccountRecord[];
  /** The issued offsets, by list and offset, with the first row of their page. Offsets that are removed here are stale. */
  offsets: Map<string, LeverPosition | null>;
  /** `overlapping`: a page starts with the last row of the previous one. `endless`: empty pages follow the last one. */
  paging: "normal" | "overlapping" | "endless";
  /** The most rows of a page. */
  largestPage: number;
  /** By credential: an API key, or the application of a token. */
  buckets: Map<string, TokenBucket>;
  nextId: number;
}

/** Returns a unique id in the format of Lever's ids. */
export function nextId(state: LeverState): string {
  return `00000000-0000-4000-8000-${(state.nextId++).toString(16).padStart(12, "0")}`;
}
