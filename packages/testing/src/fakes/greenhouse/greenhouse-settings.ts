import type { FakeOptions } from "../engine/fake-types";
import type { GreenhouseFakeBoard, OptionKey } from "./greenhouse-state";

/** How the faked account is set up. Without any, it takes every credential, every job and every file. */
export interface GreenhouseFakeOptions extends FakeOptions {
  /** The Harvest v3 credentials that exist: client id to secret. Default: any. */
  clients?: Record<string, string>;
  /** The Harvest v1 keys that exist. Default: any. */
  apiKeys?: readonly string[];
  /** Ids of the users that writes can be done for. Default: any number. */
  users?: readonly number[];
  /** Ids of the jobs that can be applied to. Default: any. */
  jobs?: readonly number[];
  tokens?: {
    /** How an answer tells when its token ends. Default `expires_at`. */
    expiry?: "expires_at" | "expires_in";
    /** Default one hour. */
    lifetimeMs?: number;
    /** Whether a new token ends the former one of the same client and user. Default false. */
    singleActive?: boolean;
  };
  /** Calls allowed in a window: Harvest v3 (30 s, default 100), v1 (10 s, default 50), the token host (60 s, default 100). */
  limits?: { v3?: number; v1?: number; token?: number };
  /** For so long, what Harvest v1 creates answers 202 with ids alone, and then 404. Default 0: created at once. */
  v1ReadableAfterMs?: number;
  /** Whether the vendor gets hold of a file by its address; otherwise the attachment is refused. Default: always. */
  fetches?: (url: string) => boolean;
  /** Names of the schools, degrees and disciplines that the account knows. Default: one or two of each. */
  options?: Partial<Record<OptionKey, readonly string[]>>;
  /** Public boards by their token. Default: none. */
  boards?: Record<string, GreenhouseFakeBoard>;
}

/** The options with their defaults. */
export interface GreenhouseSettings {
  hasClient(clientId: string, secret: string): boolean;
  hasKey(key: string): boolean;
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
    apiKeys,
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
    hasKey: (key) => (apiKeys ? apiKeys.includes(key) : key !== ""),
    hasUser: (id) => /^\d{1,19}$/.test(id) && (users === undefined || users.includes(Number(id))),
    hasJob: (id) => jobs === undefined || jobs.includes(id),
    expiry: tokens.expiry ?? "expires_at",
    tokenLifetimeMs: tokens.lifetimeMs ?? 3_600_000,
    singleActive: tokens.singleActive ?? false,
    limits: { v3: 100, v1: 50, token: 100, ...limits },
    v1ReadableAfterMs,
    fetches,
  };
}
