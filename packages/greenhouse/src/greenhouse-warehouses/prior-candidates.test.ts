import { ApiCallError, NetworkError } from "@hrflow-connectors/core";
import { expect, it, vi } from "vitest";
import { warnOfPriorCandidates } from "./prior-candidates";

const startedAt = Date.UTC(2026, 0, 5, 9);
const before = "2026-01-05T09:00:00.000Z";
const earlier = "2026-01-05T08:59:59.999Z";
const item = (...emails: string[]) => ({
  first_name: "Ada",
  last_name: "Example",
  applications: [{ job_id: 1 }],
  email_addresses: emails.map((value) => ({ value, type: "personal" as const })),
});
const ada = item("ada@example.com", "other@example.com");
const refusal = (status: number) => new ApiCallError({ method: "GET", url: "https://example.com/?email=ada", status });

/** Several items of one account, one after the other. */
function createItems(
  list: () => Promise<{ id: number; created_at?: string | null }[]>,
  signal = new AbortController().signal,
) {
  const asked = vi.fn(list);
  const logged: unknown[][] = [];
  const logger = { info: (...line: unknown[]) => void logged.push(line) };
  let kept: Promise<unknown> | undefined;
  const once = <T>(_: string, load: () => Promise<T>) => {
    kept ??= load();
    return kept as Promise<T>;
  };
  const warningsOf = async (given = ada, candidate = 4) => {
    const warnings: string[] = [];
    const warn = (warning: string) => void warnings.push(warning);
    const context = { once, logger, signal, startedAt, warn } as unknown as Parameters<typeof warnOfPriorCandidates>[2];
    await warnOfPriorCandidates(given, candidate, context, asked);
    return warnings;
  };
  return { warningsOf, asked, logged };
}

it("warns of those with the first address that were there before, and that we did not create", async () => {
  const rows = [
    { id: 1, created_at: "2024-02-01T00:00:00Z" },
    { id: 2, created_at: earlier },
    { id: 3, created_at: earlier },
    { id: 4, created_at: earlier },
    { id: 5, created_at: before },
    { id: 6, created_at: null },
  ];
  const { warningsOf, asked } = createItems(async () => rows);
  await warningsOf(item(), 3);
  expect(await warningsOf()).toEqual([
    "Greenhouse knew the e-mail address already: candidate 1, 2 had it before; check whether it is the same person",
  ]);
  expect(asked.mock.calls).toEqual([[{ email: "ada@example.com", before }]]);
});

it("names ten of many", async () => {
  const { warningsOf } = createItems(async () =>
    Array.from({ length: 11 }, (_, id) => ({ id: id + 10, created_at: earlier })),
  );
  expect((await warningsOf())[0]).toContain("candidate 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and others had");
});

it("looks nobody up without an address, or once the run is stopped", async () => {
  const { warningsOf, asked } = createItems(async () => []);
  await warningsOf(item());
  expect(asked).not.toHaveBeenCalled();
  const stopped = createItems(async () => [], AbortSignal.abort());
  await stopped.warningsOf();
  expect(stopped.asked).not.toHaveBeenCalled();
});

it.each([
  ["is refused, and does not look up again", refusal(403), 1],
  ["is not a list, and does not look up again", new TypeError("rows.filter is not a function"), 1],
  ["is unavailable, and looks up again", refusal(503), 3],
  ["fails, and looks up again", new NetworkError("reset"), 3],
])("logs once, without the address, that the lookup %s", async (_, error, times) => {
  const { warningsOf, asked, logged } = createItems(() => Promise.reject(error));
  for (let count = 0; count < 3; count++) expect(await warningsOf()).toEqual([]);
  expect(asked).toHaveBeenCalledTimes(times);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain("ada");
});
