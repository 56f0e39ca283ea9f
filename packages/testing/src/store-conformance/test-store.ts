import { describe, expect, it } from "vitest";
import { type Check, violationsOf } from "../conformance/check";
import { failureChecks } from "./failure-checks";
import { keyChecks } from "./key-checks";
import { leaseChecks } from "./lease-checks";
import { type OpenStore, type StoreSuiteOptions, storeUnderTest } from "./store-under-test";
import { valueChecks } from "./value-checks";

/** Milliseconds. A busy machine needs several times what a quiet one does. */
const timeoutMs = 120_000;

const mostShown = 20;

/**
 * Tests with vitest what core relies on in a store: values, keys, leases, and what happens while its server is away.
 *
 * @param open Opens the store as a process does: each call returns another object with the same data, which need not be empty. Its keys
 * begin with `hrflow-connectors:v1:test-`.
 *
 * @example
 * testStore("the SQLite store", () => sqliteStore({ file }), { leases: "unfenced" });
 */
export function testStore(name: string, open: OpenStore, options: StoreSuiteOptions = {}): void {
  describe(`${name} keeps the promises of a store`, () => {
    for (const [group, checks] of storeChecks(open, options)) {
      // Side by side, because many of them wait. While a server is away, nothing else can be tested.
      describe(group, { concurrent: group !== failures }, () => {
        for (const check of checks)
          it(check.name, { timeout: timeoutMs }, async () => {
            const violations = await violationsOf(check, mostShown);
            expect(violations.length, `${violations.join("\n")}\n\nWhat to do: ${check.advice}`).toBe(0);
          });
      });
    }
  });
}

const failures = "while its server is away";

/** All checks of a store, by what they are about. */
export function storeChecks(open: OpenStore, options: StoreSuiteOptions = {}): [group: string, checks: Check[]][] {
  const tested = storeUnderTest(open, options);
  const hasLeases = options.leases !== "none";
  return [
    ["its values", valueChecks(tested)],
    ["its keys", keyChecks(tested)],
    ...(hasLeases ? [["its leases", leaseChecks(tested)] satisfies [string, Check[]]] : []),
    ...(options.disconnect ? [[failures, failureChecks(tested)] satisfies [string, Check[]]] : []),
  ];
}
