import type { FakeOptions } from "../engine/fake-types";
import type { GreenhouseFakeBoard, OptionKey } from "./greenhouse-state";
import {
  type GreenhouseFakeDepartment,
  type GreenhouseFakeJob,
  type GreenhouseFakeJobPost,
  type GreenhouseFakeJobPostLocation,
  type GreenhouseFakeOffice,
  type GreenhouseFakeUser,
  idOf,
  type Seed,
} from "./organization";
import type { PeopleSeed } from "./people";

/** The setup of the fake account. By default it accepts every credential, job and file. */
export interface GreenhouseFakeOptions extends FakeOptions, PeopleSeed {
  /** The Harvest v3 credentials that exist: client id to secret. Default: any. */
  clients?: Record<string, string>;
  /** The scopes of every Harvest v3 credential; a call that needs another one is refused. Default: all that the fake knows. */
  scopes?: readonly string[];
  /** The Harvest v1 keys that exist. Default: any. */
  apiKeys?: readonly string[];
  /** The keys of the Job Board API that exist. Only applications need one. Default: any. */
  boardKeys?: readonly string[];
  /** The users on whose behalf writes are possible: their ids, or records. Default: any number, and lists show none. */
  users?: readonly Seed<GreenhouseFakeUser>[];
  /** The jobs that can be applied to: their ids, or records. Default: any, and lists show none. */
  jobs?: readonly Seed<GreenhouseFakeJob>[];
  /** Default: none. */
  jobPosts?: readonly Seed<GreenhouseFakeJobPost>[];
  /** Default: none. */
  jobPostLocations?: readonly Seed<GreenhouseFakeJobPostLocation>[];
  /** Default: none. */
  departments?: readonly Seed<GreenhouseFakeDepartment>[];
  /** Default: none. */
  offices?: readonly Seed<GreenhouseFakeOffice>[];
  tokens?: {
    /** The field in which a response says when its token expires. Default `expires_at`. */
    expiry?: "expires_at" | "expires_in";
    /** Default one hour. */
    lifetimeMs?: number;
    /** Whether a new token revokes the previous one of the same client and user. Default true. */
    singleActive?: boolean;
  };
  /** Calls per window: Harvest v3 (30 s, default 100), v1 (10 s, default 50), the token host (60 s, default 100). */
  limits?: { v3?: number; v1?: number; token?: number };
  /** The most rows of a page of Harvest v3, whatever `per_page` asks for. Default: Greenhouse's 500. */
  largestPage?: number;
  /**
   * How long a candidate created by Harvest v1 is not readable: the create returns 202 with ids only, reads return 404.
   * Default 0: it is readable immediately.
   */
  v1ReadableAfterMs?: number;
  /** Whether the vendor can download a file from its URL. If not, the attachment is refused. Default: always. */
  fetches?: (url: string) => boolean;
  /** Names of the schools, degrees and disciplines of the account. Default: two or three of each. */
  options?: Partial<Record<OptionKey, readonly string[]>>;
  /** Public boards by their token. Default: none. */
  boards?: Record<string, GreenhouseFakeBoard>;
}

/** The options with defaults applied. */
export interface GreenhouseSettings {
  hasClient(clientId: string, secret: string): boolean;
  /** Undefined if nothing is refused for a scope. */
  scopes: readonly string[] | undefined;
  hasKey(key: string): boolean;
  hasBoardKey(key: string): boolean;
  hasUser(id: string): boolean;
  hasJob(id: number): boolean;
  expiry: "expires_at" | "expires_in";
  tokenLifetimeMs: number;
  singleActive: boolean;
  limits: Record<"v3" | "v1" | "token", number>;
  v1ReadableAfterMs: number;
  fetches(url: string): boolean;
}

export const defaultOptions: Record<OptionKey, readonly string[]> = {
  school_name: ["Example University", "University of London"],
  degree: ["Bachelor's Degree", "Master's Degree", "Master"],
  discipline: ["Computer Science", "Mathematics"],
};

export function completeOptions(options: GreenhouseFakeOptions): GreenhouseSettings {
  const {
    clients,
    scopes,
    apiKeys,
    boardKeys,
    users,
    jobs,
    tokens = {},
    limits = {},
    v1ReadableAfterMs = 0,
    fetches = () => true,
  } = options;
  return {
    hasClient: (clientId, secret) =>
      clients ? Object.hasOwn(clients, clientId) && clients[clientId] === secret : secret !== "",
    scopes,
    hasKey: (key) => (apiKeys ? apiKeys.includes(key) : key !== ""),
    hasBoardKey: (key) => (boardKeys ? boardKeys.includes(key) : key !== ""),
    hasUser: (id) => /^\d{1,19}$/.test(id) && (users === undefined || users.map(idOf).includes(Number(id))),
    hasJob: (id) => jobs === undefined || jobs.map(idOf).includes(id),
    expiry: tokens.expiry ?? "expires_at",
    tokenLifetimeMs: tokens.lifetimeMs ?? 3_600_000,
    singleActive: tokens.singleActive ?? true,
    limits: { v3: 100, v1: 50, token: 100, ...limits },
    v1ReadableAfterMs,
    fetches,
  };
}
