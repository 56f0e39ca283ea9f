import { describe, expect, it } from "vitest";
import type { EventName } from "../contract/result";
import { createTally, decideStatus, type Tally } from "./run";

type Given = Partial<Record<EventName, number>> & Partial<Omit<Tally, "events" | "receipts" | "failures">>;

function statusOf({ formatted, reachedWrite, createdRecords, openFailed, aborted, ...events }: Given): string {
  const tally = createTally();
  const { status, reason } = decideStatus({
    ...tally,
    formatted: formatted ?? 0,
    reachedWrite: reachedWrite ?? 0,
    createdRecords: createdRecords ?? false,
    openFailed: openFailed ?? false,
    aborted: aborted ?? false,
    events: { ...tally.events, ...events },
  });
  return `${status} ${reason}`.trim();
}

describe("each row of the table", () => {
  it.each<[string, Given, string]>([
    ["target not opened", { openFailed: true }, "fatal write_failure"],
    [
      "no cursor",
      { read_success: 1, item_to_read_from_failure: 1, createdRecords: true },
      "fatal item_to_read_from_failure",
    ],
    ["stopped, nothing written", { read_success: 1, aborted: true }, "fatal aborted"],
    [
      "stopped, something written",
      { read_success: 1, aborted: true, createdRecords: true },
      "success_with_failures aborted",
    ],
    ["nothing read", {}, "success"],
    ["nothing read, a read failure", { read_failure: 1 }, "fatal read_failure"],
    ["all failed in format", { read_success: 2, format_failure: 2 }, "fatal format_failure"],
    ["all formatted failed in logics", { read_success: 2, formatted: 2, logics_failure: 2 }, "fatal logics_failure"],
    [
      "all that reached the write failed",
      { read_success: 3, formatted: 3, logics_discard: 1, reachedWrite: 2, write_failure: 2 },
      "fatal write_failure",
    ],
    ["a read failure", { read_success: 1, formatted: 1, reachedWrite: 1, read_failure: 1 }, "success_with_failures"],
    [
      "a format failure",
      { read_success: 2, formatted: 1, reachedWrite: 1, format_failure: 1 },
      "success_with_failures",
    ],
    [
      "a logics failure",
      { read_success: 2, formatted: 2, reachedWrite: 1, logics_failure: 1 },
      "success_with_failures",
    ],
    ["a write failure", { read_success: 2, formatted: 2, reachedWrite: 2, write_failure: 1 }, "success_with_failures"],
    [
      "a callback failure",
      { read_success: 1, formatted: 1, reachedWrite: 1, callback_failure: 1 },
      "success_with_failures",
    ],
    ["otherwise", { read_success: 1, formatted: 1, reachedWrite: 1, write_success: 1 }, "success"],
  ])("%s", (_, given, expected) => {
    expect(statusOf(given)).toBe(expected);
  });
});

describe("the first row that matches decides", () => {
  it.each<[string, Given, string]>([
    ["opening before cursor", { openFailed: true, item_to_read_from_failure: 1 }, "fatal write_failure"],
    ["cursor before stop", { item_to_read_from_failure: 1, aborted: true }, "fatal item_to_read_from_failure"],
    ["stop before nothing read", { aborted: true, read_failure: 1 }, "fatal aborted"],
    [
      "format failures, and a logics failure of every formatted item",
      { read_success: 3, format_failure: 2, formatted: 1, logics_failure: 1 },
      "fatal logics_failure",
    ],
    [
      "discards and one logic failure, nothing written",
      { read_success: 3, formatted: 3, logics_discard: 2, logics_failure: 1 },
      "success_with_failures",
    ],
    ["all discarded", { read_success: 2, formatted: 2, logics_discard: 2 }, "success"],
  ])("%s", (_, given, expected) => {
    expect(statusOf(given)).toBe(expected);
  });
});
