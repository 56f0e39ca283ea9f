import type { Receipt, RunEvent } from "@hrflow-connectors/core";
import type { FakeRequest } from "@hrflow-connectors/testing/fakes";
import Table from "cli-table3";
import type { Push } from "./steps";

/** A line for what happens in a run; nothing for events that would only repeat another one. */
export function describeEvent(event: RunEvent): string | undefined {
  if (event.type === "http.response") return `${event.method} ${withoutQuery(event.url)} -> ${event.status}`;
  if (event.type === "http.retry") return `${event.method} ${withoutQuery(event.url)} again in ${event.delayMs} ms`;
  if (event.type === "item.discarded") return "the profile was discarded";
  if (event.type === "item.failed") return `${event.failure.stage} failed: ${event.failure.error.message}`;
  return undefined;
}

/** What an ATS was sent to change something, request by request. */
export function describeReceived(requests: readonly FakeRequest[]): string {
  const changes = requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("token"));
  if (changes.length === 0) return "nothing";
  return changes.map((request) => `${request.method} ${request.path}\n${indent(contentOf(request))}`).join("\n");
}

/** The results of all pushes as a small table, and what is to be said beside it. */
export function describePushes(pushes: readonly Push[]): string {
  const table = new Table({
    head: ["push", "status", "reason", "requests", "written", "failed", "records"],
    style: { head: [], border: [] },
  });
  for (const { ats, isRepeat, requests, result } of pushes) {
    const { status, reason, events, receipts, failures } = result;
    const name = isRepeat ? `${ats}, again` : ats;
    const records = receipts.map(describeReceipt).join("\n");
    table.push([name, status, reason, requests, events.write_success, failures.length, records]);
  }
  const notes = pushes.flatMap(({ ats, result: { receipts, failures } }) => [
    ...receipts.flatMap(({ warnings = [] }) => warnings.map((warning) => `${ats}, warning: ${warning}`)),
    ...failures.map(({ stage, error }) => `${ats}, ${stage} failed: ${error.message}`),
  ]);
  return [table.toString(), ...new Set(notes)].join("\n");
}

export function describeFile({ name, type, size }: File): string {
  return `${name} (${type}, ${size} bytes)`;
}

export function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function describeReceipt({ id, replayed }: Receipt): string {
  return replayed ? `${id} (replayed)` : id;
}

function contentOf({ form, json }: FakeRequest): string {
  if (!form) return JSON.stringify(shorten(json), null, 2);
  const parts = [...form].map(([name, value]) => `${name}: ${typeof value === "string" ? value : describeFile(value)}`);
  return parts.join("\n");
}

/** Base64 of a file says nothing to a reader. */
function shorten(value: unknown): unknown {
  if (typeof value === "string")
    return value.length > 120 ? `${value.slice(0, 100)}... (${value.length} characters)` : value;
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shorten(entry)]));
}

function withoutQuery(url: string): string {
  return url.split("?")[0] ?? url;
}
