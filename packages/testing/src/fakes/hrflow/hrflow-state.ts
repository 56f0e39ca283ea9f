/** An API key and its user. */
export interface HrflowAccount {
  /** `askr_...` can only read, `askw_...` can only write. Any other key, such as `ask_...`, can do both. */
  apiKey: string;
  userEmail: string;
}

/** A source of profiles or a board of jobs. */
export interface HrflowContainer {
  key: string;
  name: string;
  type: string;
  subtype: string;
  environment: string;
  /** Whether a source parses files in real time. Default false: they are queued. */
  sync_parsing?: boolean;
}

/** A stored profile or job. */
export interface HrflowObject extends Record<string, unknown> {
  id: number;
  key: string;
  reference: string | null;
  archived_at: string | null;
}

/** All data of HrFlow.ai. Tests may read and change it. */
export interface HrflowState {
  accounts: HrflowAccount[];
  sources: HrflowContainer[];
  boards: HrflowContainer[];
  profiles: (HrflowObject & { source_key: string })[];
  jobs: (HrflowObject & { board_key: string })[];
  /** The files that were sent to be parsed, by the `alt` of their attachment. */
  files: Map<string, File>;
  /** Profiles whose files are queued. They are stored once the time of the fake's clock has come. */
  queue: { readyAt: number; store(): void }[];
  /** The id of the next object. */
  nextId: number;
}

/** Formats a time like HrFlow.ai: in UTC, with an offset without a colon. */
export function hrflowTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "+0000");
}

/** Parses a time with or without an offset. Returns 0 if it is invalid. */
export function epochMs(time: unknown): number {
  return (typeof time === "string" && Date.parse(time.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"))) || 0;
}

/** Returns a unique key of 40 hexadecimal digits. */
export function hrflowKey(id: number): string {
  return id.toString(16).padStart(40, "0");
}
