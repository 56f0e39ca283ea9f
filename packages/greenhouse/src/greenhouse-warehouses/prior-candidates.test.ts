import { ApiCallError, type Delivery, NetworkError, type WarehouseContext } from "@hrflow-connectors/core";
import { expect, it, vi } from "vitest";
import { createPriorCandidates } from "./prior-candidates";

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

/** Several items of one run, told of one after the other. */
function runOf(
  list: () => Promise<{ id: number; created_at?: string | null }[]>,
  signal = new AbortController().signal,
) {
  const asked = vi.fn(list);
  const logged: unknown[][] = [];
  const logger = { info: (...line: unknown[]) => void logged.push(line) };
  const priorCandidates = createPriorCandidates(asked, { logger, signal } as unknown as WarehouseContext);
  const delivery = { startedAt, known: ["3"] } as unknown as Delivery;
  const tell = async (given = ada) => {
    const warnings: string[] = [];
    await priorCandidates.tell(given, delivery, new Set(["4"]), { warn: (warning) => void warnings.push(warning) });
    return warnings;
  };
  return { tell, asked, logged };
}

it("tells of those of the first address that were there before, and are not of our making", async () => {
  const rows = [
    { id: 1, created_at: "2024-02-01T00:00:00Z" },
    { id: 2, created_at: earlier },
    { id: 3, created_at: earlier },
    { id: 4, created_at: earlier },
    { id: 5, created_at: before },
    { id: 6, created_at: null },
  ];
  const { tell, asked } = runOf(async () => rows);
  expect(await tell()).toEqual([
    "Greenhouse knew the e-mail address already: candidate 1, 2 had it before, see whether it is the same person",
  ]);
  expect(asked.mock.calls).toEqual([[{ email: "ada@example.com", before }]]);
});

it("names ten of many", async () => {
  const { tell } = runOf(async () => Array.from({ length: 11 }, (_, id) => ({ id: id + 10, created_at: earlier })));
  expect((await tell())[0]).toContain("candidate 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and others had");
});

it("asks nothing about a person without an address, nor once the run is stopped", async () => {
  const { tell, asked } = runOf(async () => []);
  await tell(item());
  expect(asked).not.toHaveBeenCalled();
  const stopped = runOf(async () => [], AbortSignal.abort());
  await stopped.tell();
  expect(stopped.asked).not.toHaveBeenCalled();
});

it.each([
  ["is refused: it asks no more", refusal(403), 1],
  ["is no list: it asks no more", new TypeError("rows.filter is not a function"), 1],
  ["is out of reach: it asks again", refusal(503), 3],
  ["breaks: it asks again", new NetworkError("reset"), 3],
])("says once in the log of a run, and nowhere else, that the look-up %s", async (_, error, times) => {
  const { tell, asked, logged } = runOf(() => Promise.reject(error));
  for (let count = 0; count < 3; count++) expect(await tell()).toEqual([]);
  expect(asked).toHaveBeenCalledTimes(times);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain("ada");
});
