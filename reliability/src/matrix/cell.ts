import type { NamedFault } from "@hrflow-connectors/testing/vitest";
import type { Environment, Run } from "../environment/create-environment";
import { variantName } from "../environment/variant";
import type { PushCase } from "../faults/discover";
import type { Operation } from "../faults/operations";

/** One push of the fault matrix: what goes wrong, and its place in the report. */
export interface Cell extends PushCase {
  table: "requests" | "lookups" | "lists" | "store";
  /** The operation that meets the fault. */
  column: string;
  /** The fault. */
  row: string;
  /** Distinguishes the cells that share a place in a table. */
  detail: string;
  injections: Injection[];
  conditions?: Conditions;
}

/** A cell before it is assigned to a push. */
export type PlannedCell = Omit<Cell, keyof PushCase>;

/** A fault at an operation. */
export interface Injection {
  operation: Operation;
  fault: NamedFault;
  /** Whether every attempt of the first run meets the fault, or only the first attempt. */
  lasting: boolean;
}

/** What goes wrong in the first run other than single requests. */
export interface Conditions {
  prepare(environment: Environment): void;
  /** Returns why the first run was not affected, so that it proves nothing. Empty if it was. */
  checkApplied(first: Run): string[];
  /** The error codes that a failure may have. Default: any code. */
  codes?: readonly string[];
}

/** How a push ended. */
export type Outcome = "same run" | "next run" | "warning" | "refused" | "reauthorized" | "unsure";

export const cellName = ({ variant, column, row, detail }: Cell) =>
  `${variantName(variant)}: ${column}: ${row}, ${detail}`;
