import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import type { FakeRequest } from "@hrflow-connectors/testing/fakes";
import Table from "cli-table3";

/** One finished push. */
export interface Push {
  ats: string;
  isRepeat: boolean;
  result: RunResult;
  /** Number of requests that the ATS received, including token requests. */
  requests: number;
}

/** Returns a line for the events that a reader can follow. */
export function describeEvent(event: RunEvent): string | undefined {
  if (event.type === "http.response") return `${event.method} ${event.url} -> ${event.status}`;
  if (event.type === "http.retry") return `${event.method} ${event.url}: retry in ${event.delayMs} ms`;
  if (event.type === "item.discarded") return "the profile was discarded";
  if (event.type === "item.failed") return `${event.failure.stage} failed: ${event.failure.error.message}`;
  return undefined;
}

/**
 * Returns a function that describes how far a run is, for each event after which this has changed: on a terminal as a bar, which replaces
 * itself, elsewhere as a line for each quarter. Of an origin that does not tell its total, it counts alone.
 */
export function createProgress(isTerminal: boolean): (event: RunEvent) => string | undefined {
  const startedAt = performance.now();
  const counts = { read: 0, written: 0, failed: 0 };
  let quarters = 0;
  let total: number | undefined;
  return (event) => {
    let wait = "";
    if (event.type === "read.total") total = event.total;
    else if (event.type === "item.read") counts.read += 1;
    else if (event.type === "item.written") counts.written += 1;
    else if (event.type === "item.failed") counts.failed += 1;
    else if (event.type === "http.throttled" && event.waitMs !== undefined)
      wait = `, waits for the rate limit until ${timeOfDay(Date.parse(event.time) + event.waitMs)}`;
    else return undefined;
    const done = counts.written + counts.failed;
    const share = total ? Math.min(1, done / total) : 0;
    const rate = Math.round((done * 1000) / Math.max(1, performance.now() - startedAt));
    const failed = counts.failed > 0 ? `, ${counts.failed} failed` : "";
    const text = `${counts.read}${total === undefined ? "" : ` of ${total}`} read, ${counts.written} written${failed}, ${rate} per second${wait}`;
    if (isTerminal) return `${"#".repeat(Math.round(share * 30)).padEnd(30, ".")} ${text}`;
    const quarter = Math.floor(share * 4);
    if (quarter <= quarters) return undefined;
    quarters = quarter;
    return text;
  };
}

const timeOfDay = (ms: number) => new Date(ms).toISOString().slice(11, 19);

/** Describes the requests that create or change records. */
export function describeWrites(requests: readonly FakeRequest[]): string {
  const writes = requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("token"));
  if (writes.length === 0) return "none";
  return writes.map((request) => `${request.method} ${request.path}\n${indent(describeBody(request))}`).join("\n");
}

/** Describes the results of all pushes as a table, with warnings, failures and a conclusion below it. */
export function describePushes(pushes: readonly Push[]): string {
  const table = new Table({ head: ["push", "status", "requests", "records"], style: { head: [], border: [] } });
  for (const push of pushes) {
    const records = push.result.receipts.map(({ id, replayed }) => (replayed ? `${id} (already delivered)` : id));
    table.push([
      push.isRepeat ? `${push.ats}, again` : push.ats,
      describeStatus(push),
      push.requests,
      records.join("\n"),
    ]);
  }
  const notes = pushes.flatMap(({ ats, result: { receipts, failures } }) => [
    ...receipts.flatMap(({ warnings = [] }) => warnings.map((warning) => `${ats}, warning: ${warning}`)),
    ...failures.map(({ stage, error }) => `${ats}, ${stage} failed: ${error.message}`),
  ]);
  const recognized = pushes.filter((push) => push.isRepeat && push.requests === 0 && isDelivered(push));
  const names = recognized.map(({ ats }) => ats).join(" and ");
  if (names) notes.push(`The second push to ${names} sent nothing, because the profile was already delivered.`);
  return [table.toString(), ...new Set(notes)].join("\n");
}

export function describeStatus({ result: { status, reason } }: Pick<Push, "result">): string {
  return reason ? `${status} (${reason})` : status;
}

/** Whether the run recognized every record as delivered by an earlier run. */
export function isDelivered({ result: { receipts } }: Push): boolean {
  return receipts.length > 0 && receipts.every(({ replayed }) => replayed);
}

export function describeFile({ name, type, size }: File): string {
  return `${name} (${type}, ${size} bytes)`;
}

export function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** Describes a form or a JSON object with one line per field. */
function describeBody({ form, json }: FakeRequest): string {
  const fields = form ? [...form] : Object.entries(json ?? {});
  return fields.map(([name, value]) => `${name}: ${describeValue(value)}`).join("\n");
}

function describeValue(value: unknown): string {
  if (value instanceof File) return describeFile(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 100)}... (${text.length} characters)` : text;
}
