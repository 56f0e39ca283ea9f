/** Says that one record was made at the target. */
export interface Receipt {
  /** The origin item's own reference, else its key or id. The runner fills it in. */
  reference: string | null;
  /** The record's id at the target. */
  id: string;
  /** Where a person can look at the record. */
  url?: string;
  /**
   * What the record lacks, or somebody should look at, one sentence each: a resume that could not be downloaded, a school that the
   * vendor does not know, another record of the same person.
   */
  warnings?: string[];
  /** Nothing was sent: an earlier run of the same push made the record. */
  replayed?: boolean;
  /** Beside `replayed`: the item is no longer what was sent then. */
  changed?: boolean;
}

/** What a writer answers: the runner adds the rest. */
export type ReceiptDraft = Omit<Receipt, "reference" | "replayed" | "changed">;
