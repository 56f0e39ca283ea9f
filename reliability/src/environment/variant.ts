import type { Fake } from "@hrflow-connectors/testing/fakes";

/** A profile as HrFlow.ai stores it. */
export type Profile = { source_key: string; key: string } & Record<string, unknown>;

/** A profile to push, and the settings of the vendor's fake that go with it. */
export interface PushFixture {
  name: string;
  profile: Profile;
  /** Options of the vendor's fake. */
  fakeOptions?: object;
}

/** What a vendor stores about one person. */
export interface VendorRecord {
  /** Ids that a receipt can name. */
  ids: string[];
  /** One line per part, without ids. */
  parts: string[];
}

/** One vendor, reached with one kind of credential. */
export interface Variant {
  connector: "Lever" | "Greenhouse";
  credential: string;
  targetParameters: object;
  /** Together they take every path through the push. */
  fixtures: readonly PushFixture[];
  createFake(fixture: PushFixture): Fake<object>;
  /** Lists the people that were pushed, with everything that the vendor stores about each. */
  records(state: object): VendorRecord[];
  /** Returns the usual part that a part replaces, such as the resume for a file that was attached after the create. */
  usualPart(part: string): string;
  /** Makes lists endless, or repeats rows across pages. Only for vendors whose lists have cursors. */
  setPaging?(state: object, paging: "normal" | "endless" | "overlapping"): void;
  /** Adds a full page of other people's records in front of the person's own. */
  addOtherRecords(state: object): void;
  /** Gives consent again, for credentials that work once. Returns the parameters that change. */
  renew?(state: object): object;
}

export const variantName = ({ connector, credential }: { connector: string; credential: string }) =>
  `${connector}, ${credential}`;
