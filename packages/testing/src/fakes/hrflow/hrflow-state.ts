/** A key and the user that it belongs to. */
export interface HrflowAccount {
  /** `ask_...` reads and writes, `askr_...` reads, `askw_...` writes; any other text reads and writes. */
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
}

/** A profile or a job, as it is kept. */
export interface HrflowObject extends Record<string, unknown> {
  id: number;
  key: string;
  reference: string | null;
  archived_at: string | null;
}

/** Everything that HrFlow.ai holds, which tests may read and change. */
export interface HrflowState {
  accounts: HrflowAccount[];
  sources: HrflowContainer[];
  boards: HrflowContainer[];
  profiles: (HrflowObject & { source_key: string })[];
  jobs: (HrflowObject & { board_key: string })[];
  /** The number that the next object gets. */
  nextId: number;
}

/** A time as HrFlow.ai writes it: in UTC, its offset without a colon. */
export function hrflowTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "+0000");
}

/** 40 hexadecimal digits that no other number gets. */
export function hrflowKey(id: number): string {
  return id.toString(16).padStart(40, "0");
}
