import { faults, momentsOf, type RecordKind, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { baselineOf } from "../environment/push";
import type { PushFixture, Variant } from "../environment/variant";
import { type Operation, operationsOf, pathTemplate } from "../faults/operations";
import { alikesOf, changesOf } from "./people";
import {
  type CorruptForm,
  corruptForms,
  leaseLosses,
  type Process,
  type Situation,
  type SituationKind,
} from "./situation";

/** Ends of a first process that leave a delivery open. */
const interruptions = [
  "500",
  "502 after processing",
  "422",
  "connection reset before processing",
  "connection reset after processing",
  "no response after processing",
  "HTML after processing",
];

type Interruption = Pick<Process, "injections" | "crashAt"> & { name: string };

interface Observed {
  operations: Operation[];
  /** How many moments a crash can happen at. */
  moments: number;
}

/** Plans the situations of one kind for a variant. `others` are the variants that reach the same account. */
export async function planSituations(
  time: VirtualTime,
  kind: SituationKind,
  variant: Variant,
  others: readonly Variant[],
): Promise<Situation[]> {
  const observe = async (fixture: PushFixture): Promise<Observed> => {
    const baseline = await baselineOf(time, variant, fixture);
    return { operations: operationsOf(baseline.run.received), moments: momentsOf(baseline) };
  };
  const planned: Situation[] = [];
  if (kind === "changes") {
    for (const { name, fixture, versions } of changesOf(variant.connector))
      for (const interruption of interruptionsOf(await observe(fixture)))
        planned.push({
          ...{ name: `${name}, after ${interruption.name}`, fixture, people: [{ versions }], clockSkewMs: 0 },
          processes: [
            { ...interruption, variant, person: 0, version: 0 },
            { variant, person: 0, version: 1 },
          ],
        });
  }
  if (kind === "alike") {
    for (const { name, fixture, people } of alikesOf(variant.connector)) {
      const found = interruptionsOf(await observe(fixture));
      const found2 = interruptionsOf(await observe({ ...fixture, profile: people[1] }));
      for (const [index, interruption] of found.entries()) {
        const first = { variant, person: 0, version: 0 };
        const second = { variant, person: 1, version: 0 };
        const plans: [string, Process[], boolean?][] = [
          [`the first meets ${interruption.name}`, [{ ...interruption, ...first }, second]],
          [
            `both meet ${interruption.name}`,
            [
              { ...interruption, ...first },
              { ...found2[index], ...second },
            ],
          ],
          [`the second meets ${interruption.name}`, [first, { ...found2[index], ...second }]],
          [`the second, of another store, meets ${interruption.name}`, [first, { ...found2[index], ...second }], true],
        ];
        for (const [order, processes, hasOwnStore = false] of plans)
          for (const minutes of [0, 7, -7])
            planned.push({
              ...{ name: `${name}: ${order}, the vendor's clock ${minutes} min ahead`, fixture, processes },
              people: [{ versions: [people[0]] }, { versions: [people[1]], hasOwnStore }],
              clockSkewMs: minutes * 60_000,
            });
      }
    }
  }
  if (kind === "switches") {
    for (const fixture of variant.fixtures)
      for (const interruption of interruptionsOf(await observe(fixture)))
        for (const other of others)
          planned.push({
            ...{ name: `${fixture.name}, to ${other.credential}, after ${interruption.name}`, fixture, clockSkewMs: 0 },
            people: [{ versions: [fixture.profile] }],
            processes: [
              { ...interruption, variant, person: 0, version: 0 },
              { variant: other, person: 0, version: 0 },
            ],
          });
  }
  if (kind === "corruption") {
    const kinds: RecordKind[] = ["the token", "the delivery", "the owner of a record", "a dead letter"];
    const [fixture] = variant.fixtures;
    if (!fixture) return [];
    const observed = await observe(fixture);
    const ends = [{ name: "a delivery without faults" }, ...interruptionsOf(observed)];
    for (const end of ends)
      for (const corrupted of kinds)
        for (const form of Object.keys(corruptForms) as CorruptForm[])
          planned.push({
            ...{ name: `${corrupted} is ${form}, after ${end.name}`, fixture, clockSkewMs: 0 },
            people: [{ versions: [fixture.profile] }],
            processes: [
              { ...end, variant, person: 0, version: 0 },
              { variant, person: 0, version: 0, corruption: { kind: corrupted, form } },
            ],
          });
  }
  if (kind === "leases") {
    for (const fixture of variant.fixtures) {
      const { operations } = await observe(fixture);
      for (const { name, kind: does, method, path, occurrence, fake } of operations) {
        if (fake !== variant.connector || does === "token") continue;
        // A lookup that must not hold anything up ends before a lease does.
        const isBrief = does === "read" && path === "/candidates";
        const at = { method, path: pathTemplate(path), occurrence };
        const hasTurn = does === "write" && path === "/candidates";
        for (const of of hasTurn ? (["the delivery", "the turn"] as const) : (["the delivery"] as const))
          for (const how of isBrief ? (["the signal aborts"] as const) : leaseLosses)
            for (const isTakenOver of how === "a release function alone" ? [false] : [false, true])
              planned.push({
                name: `${name}: ${of} is lost, ${how}${isTakenOver ? ", and another process takes over" : ""}`,
                ...{ fixture, people: [{ versions: [fixture.profile] }], clockSkewMs: 0 },
                processes: [{ variant, person: 0, version: 0, lease: { at, of, how, isTakenOver } }],
              });
      }
    }
  }
  return planned;
}

/** Faults at every write, and crashes at every moment. */
function interruptionsOf({ operations, moments }: Observed): Interruption[] {
  const writes = operations.filter(({ kind }) => kind === "write");
  const failing = faults.filter(({ name }) => interruptions.includes(name));
  return [
    ...writes.flatMap((operation) =>
      failing.map((fault) => ({
        name: `${fault.name} at ${operation.name}`,
        injections: [{ operation, fault, lasting: false }],
      })),
    ),
    ...Array.from({ length: moments }, (_, index) => ({ name: `a crash at moment ${index + 1}`, crashAt: index + 1 })),
  ];
}
