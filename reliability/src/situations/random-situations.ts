import { faults, storeFaults, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import fc from "fast-check";
import { othersOf } from "../environment/greenhouse-variants";
import { baselineOf } from "../environment/push";
import type { Variant } from "../environment/variant";
import { type Operation, operationsOf, pathTemplate } from "../faults/operations";
import type { Harness } from "../harness";
import { alikesOf, changesOf } from "./people";
import { runSituation } from "./run-situation";
import {
  type CorruptForm,
  corruptForms,
  type LeaseLoss,
  leaseLosses,
  type Person,
  type Process,
  type Situation,
} from "./situation";

/** The lookups of every push, which one without faults does not make. */
const lookups = [
  ...["/opportunities", "/opportunities/{id}/files", "/postings/{id}"],
  ...["/candidates", "/candidates/{id}", "/applications"],
];

interface Place {
  name: string;
  fixture: Situation["fixture"];
  people: Person[];
}

/** Everyone that scenarios are about: the person of each fixture, or also a profile that changes, or two people alike. */
function placesOf({ connector, fixtures }: Variant, isMixed: boolean): Place[] {
  if (!isMixed)
    return fixtures.map((fixture) => ({ name: fixture.name, fixture, people: [{ versions: [fixture.profile] }] }));
  return [
    ...changesOf(connector).map(({ name, fixture, versions }) => ({ name, fixture, people: [{ versions }] })),
    ...alikesOf(connector).map(({ name, fixture, people: [first, second] }) => ({
      ...{ name, fixture },
      people: [{ versions: [first] }, { versions: [second] }],
    })),
  ];
}

const storeFault = fc.record({ at: fc.nat(25), fault: fc.constantFrom(...storeFaults), lasting: fc.boolean() });
const deadlineMs = fc.integer({ min: 1, max: 120_000 });
const corruption = fc.record({
  kind: fc.constantFrom("the token" as const, "the delivery" as const, "the owner of a record" as const),
  form: fc.constantFrom(...(Object.keys(corruptForms) as CorruptForm[])),
});
const lease = fc.record({
  at: fc.integer({ min: 2, max: 20 }),
  of: fc.constantFrom("the delivery" as const, "the turn" as const),
  how: fc.constantFrom(...leaseLosses),
  mayMiss: fc.constant(true),
});

/** Faults, crashes and restarts of one push, mixed with what else goes wrong in situations. */
function scenariosOf(isMixed: boolean) {
  const freq = isMixed ? 4 : 2;
  const mixed = <T>(arbitrary: fc.Arbitrary<T>) => (isMixed ? fc.option(arbitrary, { freq }) : fc.constant(null));
  const fault = fc.record({ operation: fc.nat(1_000), fault: fc.constantFrom(...faults), lasting: fc.boolean() });
  const draft = fc.record({
    ...{ who: fc.nat(1), version: fc.nat(1), variant: isMixed ? fc.nat(10) : fc.constant(0) },
    faults: fc.array(fault, { maxLength: isMixed ? 2 : 3 }),
    storeFault: fc.option(storeFault, { freq }),
    crashAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
    deadlineMs: fc.option(deadlineMs, { freq }),
    hoursBefore: fc.constantFrom(0, 0, 2),
    ...{ corruption: mixed(corruption), lease: mixed(lease) },
  });
  const drafts = fc.array(draft, { minLength: 1, maxLength: 4 });
  const minutesAhead = fc.constantFrom(...(isMixed ? [0, 0, 7, -7] : [0]));
  return fc.record({ variant: fc.nat(100), place: fc.nat(100), minutesAhead, drafts });
}

/** Runs `count` scenarios, with situations mixed in or without. Throws with the seed and the smallest one that fails a check. */
export async function checkRandomSituations(
  { time, unhandled }: Harness,
  variants: readonly Variant[],
  { count, seed, isMixed }: { count: number; seed: number; isMixed: boolean },
): Promise<void> {
  const property = fc.asyncProperty(scenariosOf(isMixed), async (scenario) => {
    const { minutesAhead, drafts: drafted } = scenario;
    const variant = variants[scenario.variant % variants.length] as Variant;
    const places = placesOf(variant, isMixed);
    const place = places[scenario.place % places.length] as Place;
    const reachable = [variant, ...othersOf(variant)];
    const processes: Process[] = [];
    for (const { who, version, variant: choice, faults: drawn, ...draft } of drafted) {
      const person = who % place.people.length;
      const versions = place.people[person]?.versions ?? [];
      const reached = reachable[choice % reachable.length] as Variant;
      const profile = versions[version % versions.length];
      const possible = profile ? await operationsAt(time, reached, { ...place.fixture, profile }) : [];
      processes.push({
        ...withoutNulls(draft),
        ...{ person, version: version % versions.length, variant: reached },
        injections: drawn.flatMap(({ operation: at, fault, lasting }) => {
          const operation = possible[at % possible.length];
          return operation && fault.appliesTo(operation) ? [{ operation, fault, lasting }] : [];
        }),
      });
    }
    const { name, fixture, people } = place;
    const situation = { name, fixture, people, processes, clockSkewMs: minutesAhead * 60_000 };
    const { violations } = await runSituation(time, situation);
    const found = [...violations, ...(await unhandled.take())];
    if (found.length > 0) throw new Error([describe(situation), ...found].join("\n"));
  });
  await fc.assert(property, { numRuns: count, seed });
}

/** A lease is lost in a process that does not crash. */
function withoutNulls<
  Draft extends Pick<Process, never> & {
    lease: Omit<LeaseLoss, "isTakenOver"> | null;
    corruption: Process["corruption"] | null;
    crashAt: number;
  },
>(draft: Draft) {
  const { lease, corruption, ...rest } = draft;
  return {
    ...rest,
    ...(lease ? { lease: { ...lease, isTakenOver: lease.how === "the signal aborts" }, crashAt: 0 } : {}),
    ...(corruption ? { corruption } : {}),
  };
}

async function operationsAt(time: VirtualTime, variant: Variant, fixture: Situation["fixture"]): Promise<Operation[]> {
  const { run } = await baselineOf(time, variant, fixture);
  const common = { fake: variant.connector, kind: "read" as const, method: "GET", occurrence: 1, bodyType: "" };
  return [
    ...operationsOf(run.received).map((operation) => ({ ...operation, path: pathTemplate(operation.path) })),
    ...lookups.map((path) => ({ ...common, path, name: `GET ${path}` })),
  ];
}

function describe({ name, clockSkewMs, processes }: Situation): string {
  const shown = processes.map(({ variant, injections = [], ...process }) => {
    const faulty = injections.map(
      ({ operation, fault, lasting }) => `${fault.name} at ${operation.name}${lasting ? " on every attempt" : ""}`,
    );
    return JSON.stringify({ credential: variant.credential, ...process, faults: faulty });
  });
  return [`${name}, the vendor's clock ${clockSkewMs / 60_000} min ahead`, ...shown].join("\n");
}
