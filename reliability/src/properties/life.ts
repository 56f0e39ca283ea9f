import fc from "fast-check";
import { faults, type NamedFault } from "../matrix/faults";
import { type StoreFault, storeFaults } from "../world/inspectable-store";

/** A fault that a process meets: at which of the steps that there are, and whether at every try. */
export interface Trouble {
  /** Chooses among the steps, whatever their number. */
  step: number;
  fault: NamedFault;
  lasting: boolean;
}

/** One process that pushes. */
export interface Attempt {
  troubles: Trouble[];
  /** Which operation of the store fails, counted from the start of the process; null for none. */
  storeFails: { at: number; fault: StoreFault; lasting: boolean } | null;
  /** After so many milliseconds it is to stop; null for no such limit. */
  deadlineMs: number | null;
  /** The moment at which it dies, from 1; 0 is never. */
  diesAt: number;
  /** How long it is until the process starts: tokens end after an hour. */
  hoursBefore: number;
}

/** What befalls one push, before vendors and processes behave. */
export interface Life {
  scenario: number;
  attempts: Attempt[];
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  step: fc.nat(1_000),
  fault: fc.constantFrom(...faults),
  lasting: fc.boolean(),
});

const attempt: fc.Arbitrary<Attempt> = fc.record({
  troubles: fc.array(trouble, { maxLength: 3 }),
  storeFails: fc.option(fc.record({ at: fc.nat(25), fault: fc.constantFrom(...storeFaults), lasting: fc.boolean() }), {
    freq: 2,
  }),
  deadlineMs: fc.option(fc.integer({ min: 1, max: 120_000 }), { freq: 2 }),
  diesAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
  hoursBefore: fc.constantFrom(0, 0, 2),
});

export const life: fc.Arbitrary<Life> = fc.record({
  scenario: fc.nat(1_000),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 4 }),
});

/** In words that tell what to do by hand. */
export function describeLife({ attempts }: Life): string {
  return attempts
    .map(({ troubles, storeFails, deadlineMs, diesAt, hoursBefore }) =>
      [
        ...(hoursBefore ? [`${hoursBefore} h later`] : []),
        ...troubles.map(({ step, fault, lasting }) => `step ${step}: ${fault.name}${lasting ? " at every try" : ""}`),
        ...(storeFails
          ? [`the store ${storeFails.fault} at operation ${storeFails.at}${storeFails.lasting ? " and after it" : ""}`]
          : []),
        ...(deadlineMs ? [`stops after ${deadlineMs} ms`] : []),
        ...(diesAt ? [`dies at moment ${diesAt}`] : []),
      ].join(", "),
    )
    .join("; ");
}
