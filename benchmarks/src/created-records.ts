const day = 86_400_000;
/** Records were created at equal distances in three years, until yesterday. */
const span = 3 * 365 * day;
const last = Date.now() - day;

/** When records were created, and which of them within a range of time. A record is known by its index, the oldest by 0. */
export interface CreatedRecords {
  createdAt(index: number): number;
  /** Indexes from one on and before another, of those that were created from a time on and before another one. */
  between(from: number | undefined, before: number | undefined): [first: number, end: number];
}

export function createdRecords(count: number): CreatedRecords {
  const step = span / count;
  const indexAt = (time: number) => Math.min(count, Math.max(0, Math.ceil((time - (last - span)) / step)));
  return {
    createdAt: (index) => Math.floor(last - span + index * step),
    between: (from, before) => [from === undefined ? 0 : indexAt(from), before === undefined ? count : indexAt(before)],
  };
}
