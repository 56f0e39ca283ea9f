/** Where in a run something failed. */
export type Stage = "parameters" | "open" | "read" | "format" | "logics" | "write" | "callback";

/** The plain form of an error, with every secret struck out. */
export interface FailureError {
  /** A stable word for programs: `validation_failed`, `authentication_failed`, `timeout`, ... */
  code: string;
  /** A sentence for people. */
  message: string;
  /** The HTTP status, when the vendor answered. */
  status?: number;
  /** Whether the same call may succeed later. */
  retryable: boolean;
}

/** Says what was not done. */
export interface Failure {
  stage: Stage;
  /** The origin item's own reference, else its key or id; for parameters, the path of the faulty one. */
  reference: string | null;
  error: FailureError;
  /** The id of the dead letter that keeps the item, where there is a store: `replay` tries it again. */
  deadLetter?: string;
}
