import { type EventName, eventNames, type Failure, type Receipt } from "../contract/v1";

/** What happened in a run so far. Lists are capped, so that memory does not grow with the number of items. */
export interface Tally {
  events: Record<EventName, number>;
  formatted: number;
  reachedWrite: number;
  /** Whether any record was made, wholly written items or not. */
  madeRecords: boolean;
  openFailed: boolean;
  /** Stopped by the signal before everything was done. */
  aborted: boolean;
  receipts: Receipt[];
  failures: Failure[];
}

const listed = 1_000;

export function createTally(): Tally {
  const events = Object.fromEntries(eventNames.map((name) => [name, 0])) as Record<EventName, number>;
  return {
    events,
    formatted: 0,
    reachedWrite: 0,
    madeRecords: false,
    openFailed: false,
    aborted: false,
    receipts: [],
    failures: [],
  };
}

export function addReceipts(tally: Tally, receipts: Receipt[]): void {
  if (receipts.length > 0) tally.madeRecords = true;
  for (const receipt of receipts) if (tally.receipts.length < listed) tally.receipts.push(receipt);
}

export function addFailure(tally: Tally, failure: Failure): void {
  if (tally.failures.length < listed) tally.failures.push(failure);
}
