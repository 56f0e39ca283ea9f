import { ApiCallError, NetworkError } from "@hrflow-connectors/core";
import { expect, it, vi } from "vitest";
import { priorCandidates, warnOfPriors } from "./candidate-lookups";

const item = (...emails: string[]) => ({
  first_name: "Ada",
  last_name: "Example",
  applications: [{ job_id: 1 }],
  email_addresses: emails.map((value) => ({ value, type: "personal" as const })),
});
const ada = item("ada@example.com", "other@example.com");
const refusal = (status: number) => new ApiCallError({ method: "GET", url: "https://example.com/?email=ada", status });

/** Several items of one account, one after the other. */
function createItems(list: () => Promise<{ id: number }[]>, signal = new AbortController().signal) {
  const asked = vi.fn(list);
  const logged: unknown[][] = [];
  const logger = { info: (...line: unknown[]) => void logged.push(line) };
  let kept: Promise<unknown> | undefined;
  const once = <T>(_: string, load: () => Promise<T>) => {
    kept ??= load();
    return kept as Promise<T>;
  };
  const priorsOf = (given = ada) =>
    priorCandidates(given, { once, logger, signal } as unknown as Parameters<typeof priorCandidates>[1], asked);
  const warningsOf = async (id: number, priors: number[]) => {
    const warnings: string[] = [];
    await warnOfPriors({ id, priors }, { once, warn: (warning) => void warnings.push(warning) });
    return warnings;
  };
  return { priorsOf, warningsOf, asked, logged };
}

it("returns those with the first address", async () => {
  const { priorsOf, asked } = createItems(async () => [{ id: 1 }, { id: 2 }]);
  expect(await priorsOf()).toEqual([1, 2]);
  expect(asked.mock.calls).toEqual([["ada@example.com"]]);
});

it("warns of those that we did not create", async () => {
  const { warningsOf } = createItems(async () => []);
  expect(await warningsOf(3, [])).toEqual([]);
  expect(await warningsOf(4, [1, 2, 3])).toEqual([
    "Greenhouse knew the e-mail address already: candidate 1, 2 had it before; check whether it is the same person",
  ]);
});

it("names ten of many", async () => {
  const { warningsOf } = createItems(async () => []);
  const many = Array.from({ length: 11 }, (_, index) => index + 10);
  expect((await warningsOf(9, many))[0]).toContain("candidate 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and others had");
});

it("looks nobody up without an address, or once the run is stopped", async () => {
  const { priorsOf, asked } = createItems(async () => []);
  await priorsOf(item());
  expect(asked).not.toHaveBeenCalled();
  const stopped = createItems(async () => [], AbortSignal.abort());
  await stopped.priorsOf();
  expect(stopped.asked).not.toHaveBeenCalled();
});

it.each([
  ["is refused, and does not look up again", refusal(403), 1],
  ["is not a list, and does not look up again", new TypeError("rows.filter is not a function"), 1],
  ["is unavailable, and looks up again", refusal(503), 3],
  ["fails, and looks up again", new NetworkError("reset"), 3],
])("logs once, without the address, that the lookup %s", async (_, error, times) => {
  const { priorsOf, asked, logged } = createItems(() => Promise.reject(error));
  for (let count = 0; count < 3; count++) expect(await priorsOf()).toEqual([]);
  expect(asked).toHaveBeenCalledTimes(times);
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toMatch(/ada(@|%40)/);
});
