import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import type { Exchange } from "@hrflow-connectors/testing";
import Table from "cli-table3";

/** A line for what happens in a run; nothing for events that would only repeat another one. */
export function describeEvent(event: RunEvent): string | undefined {
  if (event.type === "http.response") return `${event.method} ${withoutQuery(event.url)} -> ${event.status}`;
  if (event.type === "http.retry") return `${event.method} ${withoutQuery(event.url)} again in ${event.delayMs} ms`;
  if (event.type === "item.discarded") return "the profile was discarded";
  if (event.type === "item.failed") return `${event.failure.stage} failed: ${event.failure.error.message}`;
  return undefined;
}

/** What an ATS was sent, request by request. */
export function describeReceived(exchanges: readonly Exchange[]): string {
  const changes = exchanges.filter((exchange) => exchange.method !== "GET" && !exchange.path.endsWith("token"));
  if (changes.length === 0) return "  nothing";
  return changes.map((exchange) => `${exchange.method} ${exchange.path}\n${indent(contentOf(exchange))}`).join("\n");
}

/** The results of all runs as a small table. */
export function describeResults(results: Record<string, RunResult>): string {
  const table = new Table({
    head: ["ATS", "status", "reason", "written", "failed", "records made"],
    style: { head: [], border: [] },
  });
  for (const [name, { status, reason, events, receipts, failures }] of Object.entries(results)) {
    table.push([name, status, reason, events.write_success, failures.length, receipts.map(({ id }) => id).join("\n")]);
  }
  const notes = Object.entries(results).flatMap(([name, { receipts, failures }]) => [
    ...receipts.flatMap(({ warnings = [] }) => warnings.map((warning) => `${name}, warning: ${warning}`)),
    ...failures.map(({ stage, error }) => `${name}, ${stage} failed: ${error.message}`),
  ]);
  return [table.toString(), ...notes].join("\n");
}

function contentOf({ form, json }: Exchange): string {
  if (!form) return JSON.stringify(shorten(json), null, 2);
  return [...form].map(([name, value]) => `${name}: ${typeof value === "string" ? value : fileLine(value)}`).join("\n");
}

function fileLine(file: File): string {
  return `${file.name} (${file.type}, ${file.size} bytes)`;
}

/** Base64 of a file says nothing to a reader. */
function shorten(value: unknown): unknown {
  if (typeof value === "string")
    return value.length > 120 ? `${value.slice(0, 100)}... (${value.length} characters)` : value;
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shorten(entry)]));
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function withoutQuery(url: string): string {
  return url.split("?")[0] ?? url;
}
