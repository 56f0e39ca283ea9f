import type { TokenBucket } from "./token-bucket";

/** Production and sandbox have tokens of their own. */
export type LeverEnvironment = "production" | "sandbox";

/** An OAuth application that a partner registered. */
export interface LeverApp {
  clientId: string;
  clientSecret: string;
  /** Another one in a token request is refused. Left out: any is taken. */
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

/** A person, whom several opportunities may share. */
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

/** What an opportunity holds itself; the rest of it stands in its contact. */
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
  createdAt: number;
  updatedAt: number;
}

/** A resume or another file. */
export interface LeverFileRecord {
  id: string;
  opportunity: string;
  uploadedAt: number;
  content: File;
}

/** A posting as it is answered. */
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

/** One Lever account, which tests may read and change. */
export interface LeverState {
  apiKeys: string[];
  apps: LeverApp[];
  codes: LeverCode[];
  /** Those that work. A refresh replaces its token. */
  refreshTokens: LeverToken[];
  accessTokens: LeverToken[];
  contacts: LeverContactRecord[];
  opportunities: LeverOpportunityRecord[];
  resumes: LeverFileRecord[];
  files: LeverFileRecord[];
  postings: LeverPostingRecord[];
  /** Offsets that were given out; forget them, and they are stale. */
  offsets: Map<string, { listing: string; createdAt: number; id: string }>;
  /** `overlapping`: a page begins with the last row of the one before. `endless`: after the last page come empty ones. */
  paging: "normal" | "overlapping" | "endless";
  /** By credential: an API key, or the application of a token. */
  buckets: Map<string, TokenBucket>;
  nextId: number;
}

/** An id that looks as Lever's do and that no other object gets. */
export function nextId(state: LeverState): string {
  return `00000000-0000-4000-8000-${(state.nextId++).toString(16).padStart(12, "0")}`;
}
