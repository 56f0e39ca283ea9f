/** Says that one record was made at the target. */
export interface Receipt {
  /** The origin item's own reference, else its key or id. The runner fills it in. */
  reference: string | null;
  /** The record's id at the target. */
  id: string;
  /** Where a person can look at the record. */
  url?: string;
  /** What the record lacks, one sentence each: a resume that could not be downloaded, a school that the vendor does not know. */
  warnings?: string[];
}

/** What a writer answers: the runner adds the reference. */
export type ReceiptDraft = Omit<Receipt, "reference">;
