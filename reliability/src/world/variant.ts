import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { Fake } from "@hrflow-connectors/testing/fakes";

/** A person to push, and how the vendor is set up for them. */
export interface Scenario {
  name: string;
  /** As HrFlow.ai stores it. */
  profile: { source_key: string } & Record<string, unknown>;
  /** Options of the vendor's fake. */
  vendor?: object;
}

/** The vendor of a push, and what it holds. */
export interface Vendor {
  fake: Fake<unknown>;
  /** Everything that was made for the person, one line for each part, in words that hold no ids. */
  parts(): string[];
  /** What a part stands in for: a resume that came too late for the create is a plain file, say. */
  standsFor?(part: string): string;
  /** Ids of the records that a receipt can name. */
  ids(): string[];
  /** Has lists go on for ever, or repeat rows from page to page, where the fake's lists can. */
  misprint?(paging: "normal" | "endless" | "overlapping"): void;
  /** Puts a page of others before what is looked for in lists. */
  crowd(): void;
  /** A new consent, for credentials that work once: what to change in the parameters. */
  consent?(): object;
}

/** One way to reach one vendor. */
export interface Variant {
  connector: "Lever" | "Greenhouse";
  credential: string;
  targetParameters: object;
  scenarios: readonly Scenario[];
  createVendor(scenario: Scenario): Vendor;
  push(input: PushInput, options: RunOptions): Promise<RunResult>;
}

export interface PushInput {
  workflowId: string;
  originParameters: object;
  targetParameters: object;
}

export const nameOf = ({ connector, credential }: { connector: string; credential: string }) =>
  `${connector}, ${credential}`;
