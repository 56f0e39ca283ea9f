import type { Injection, RecordKind, StoreFault } from "@hrflow-connectors/testing/vitest";
import type { Profile, PushFixture, Variant } from "../environment/variant";
import type { Operation } from "../faults/operations";

/** What happens beside the faults of single requests. */
export const situationKinds = {
  changes: "the profile changes between the runs",
  alike: "two people are alike",
  switches: "the protocol changes between the runs",
  corruption: "the store returns an unreadable value",
  leases: "a lock is lost",
} as const;

export type SituationKind = keyof typeof situationKinds;

/** Processes that push one or two people to one account, one after another. */
export interface Situation {
  name: string;
  fixture: PushFixture;
  people: readonly Person[];
  /** How far the vendor's clock is ahead, in milliseconds. */
  clockSkewMs: number;
  processes: readonly Process[];
}

/** A person, whose profile may change. */
export interface Person {
  versions: readonly Profile[];
  /** Whether the person is pushed with a store of its own, as by another installation. */
  hasOwnStore?: boolean;
}

/** One process that pushes a person. */
export interface Process {
  /** The index of the person. */
  person: number;
  /** The index of the profile's version. */
  version: number;
  variant: Variant;
  injections?: readonly Injection[];
  storeFault?: { at: number; fault: StoreFault; lasting: boolean } | null;
  /** The moment at which the process crashes, from 1. */
  crashAt?: number;
  deadlineMs?: number | null;
  hoursBefore?: number;
  corruption?: Corruption;
  lease?: LeaseLoss;
}

/** What the store returns in place of the values of one kind, for as long as the process runs. */
export interface Corruption {
  kind: RecordKind;
  form: CorruptForm;
}

export type CorruptForm = keyof typeof corruptForms;

/** The forms of an unreadable value. */
export const corruptForms = {
  "cut in half": (value: string) => value.slice(0, Math.floor(value.length / 2)),
  empty: () => "",
  "another shape": () => JSON.stringify({ version: 1, savedAt: 1 }),
  "a list": () => "[]",
  "a null": () => "null",
  "of a newer version": (value: string) => JSON.stringify({ ...JSON.parse(value), version: 2 }),
};

/** How a process loses a lock. */
export interface LeaseLoss {
  /** The request that is under way: its number in the process, from 1, or the operation. */
  at: number | Pick<Operation, "method" | "path" | "occurrence">;
  /** Which of the locks that it holds. */
  of: keyof typeof lockKeys;
  how: (typeof leaseLosses)[number];
  /** Whether another process pushes the same person before the response arrives. */
  isTakenOver: boolean;
  /** Whether the process may end before. Default false: it proves nothing then. */
  mayMiss?: boolean;
}

/** What the keys of the locks contain. */
export const lockKeys = { "the delivery": ":delivery:", "the turn": ":turn:", "the workflow": ":cursor" };

export const leaseLosses = ["renew resolves to false", "the signal aborts", "a release function alone"] as const;
