import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { Fake } from "@hrflow-connectors/testing/fakes";

/** A profile to push, and the settings of the vendor's fake that go with it. */
export interface PushFixture {
  name: string;
  /** As HrFlow.ai stores it. */
  profile: { source_key: string } & Record<string, unknown>;
  /** Options of the vendor's fake. */
  fakeOptions?: object;
}

/** The vendor that a push writes to, and what it stores. */
export interface Vendor {
  fake: Fake<unknown>;
  /** Lists everything that the vendor stores for the person: one line per part, without ids. */
  parts(): string[];
  /** Returns the expected part that a part replaces, such as the resume for a file that was attached after the create. */
  expectedPart?(part: string): string;
  /** Ids of the records that a receipt can name. */
  ids(): string[];
  /** Makes lists endless, or repeats rows across pages. Only for fakes whose lists support it. */
  setPaging?(paging: "normal" | "endless" | "overlapping"): void;
  /** Adds a full page of other people's records in front of the person's own. */
  addOtherRecords(): void;
  /** Gives consent again, for credentials that work once. Returns the parameters that change. */
  reauthorize?(): object;
}

/** One vendor, reached with one kind of credential. */
export interface Variant {
  connector: "Lever" | "Greenhouse";
  credential: string;
  targetParameters: object;
  /** Together they take every path through the push. */
  fixtures: readonly PushFixture[];
  createVendor(fixture: PushFixture): Vendor;
  push(input: PushInput, options: RunOptions): Promise<RunResult>;
}

export interface PushInput {
  workflowId: string;
  originParameters: object;
  targetParameters: object;
}

export const variantName = ({ connector, credential }: { connector: string; credential: string }) =>
  `${connector}, ${credential}`;
