import { faults, type NamedFault, type StoreFault, storeFaults } from "@hrflow-connectors/testing/vitest";
import fc from "fast-check";

/** A fault at one of the operations of a push. */
export interface RequestFault {
  /** Selects an operation, modulo their number. */
  operation: number;
  fault: NamedFault;
  lasting: boolean;
}

/** One process that runs the push. */
export interface PushProcess {
  requestFaults: RequestFault[];
  /** The store operation that fails, counted from the start of the process. Null: none. */
  storeFault: { at: number; fault: StoreFault; lasting: boolean } | null;
  /** The deadline of the run in milliseconds. Null: none. */
  deadlineMs: number | null;
  /** The moment at which the process crashes, from 1. 0: never. */
  crashAt: number;
  /** Hours that pass before the process starts. Tokens expire after one hour. */
  hoursBefore: number;
}

/** What happens to one push before all vendors and processes work again. */
export interface Scenario {
  /** Selects a push, modulo their number. */
  push: number;
  processes: PushProcess[];
}

const requestFault: fc.Arbitrary<RequestFault> = fc.record({
  operation: fc.nat(1_000),
  fault: fc.constantFrom(...faults),
  lasting: fc.boolean(),
});

const storeFault = fc.record({ at: fc.nat(25), fault: fc.constantFrom(...storeFaults), lasting: fc.boolean() });

const pushProcess: fc.Arbitrary<PushProcess> = fc.record({
  requestFaults: fc.array(requestFault, { maxLength: 3 }),
  storeFault: fc.option(storeFault, { freq: 2 }),
  deadlineMs: fc.option(fc.integer({ min: 1, max: 120_000 }), { freq: 2 }),
  crashAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
  hoursBefore: fc.constantFrom(0, 0, 2),
});

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  push: fc.nat(1_000),
  processes: fc.array(pushProcess, { minLength: 1, maxLength: 4 }),
});

/** Describes a scenario in enough detail to reproduce it by hand. */
export function describeScenario({ processes }: Scenario): string {
  return processes
    .map(({ requestFaults, storeFault, deadlineMs, crashAt, hoursBefore }) =>
      [
        ...(hoursBefore ? [`starts ${hoursBefore} h later`] : []),
        ...requestFaults.map(
          ({ operation, fault, lasting }) =>
            `operation ${operation}: ${fault.name}${lasting ? " on every attempt" : ""}`,
        ),
        ...(storeFault
          ? [`the store ${storeFault.fault} at operation ${storeFault.at}${storeFault.lasting ? " and later" : ""}`]
          : []),
        ...(deadlineMs ? [`deadline of ${deadlineMs} ms`] : []),
        ...(crashAt ? [`crashes at moment ${crashAt}`] : []),
      ].join(", "),
    )
    .join("; ");
}
