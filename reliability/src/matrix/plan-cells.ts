import { faults, type NamedFault, storeFaults, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import type { Variant } from "../environment/variant";
import { type DiscoveredPush, discoverPushes } from "../faults/discover";
import type { Operation } from "../faults/operations";
import type { Cell, PlannedCell } from "./cell";
import { listCells } from "./list-cells";
import { discoverLostWrites, type LostWrite } from "./lost-writes";

/** Plans every cell of a variant from its pushes without faults and the lookups that follow lost writes. */
export async function planCells(time: VirtualTime, variant: Variant): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [index, push] of (await discoverPushes(time, variant)).entries()) {
    const { fixture, baseline } = push;
    const hasCursors = variant.createVendor(fixture).setPaging !== undefined;
    const lost = await discoverLostWrites(time, push, push.newOperations);
    const planned = [
      ...requestCells(push),
      ...lost.flatMap(lookupCells),
      ...listCells(push, lost, hasCursors),
      // Every push uses the store in the same way.
      ...(index === 0 ? storeCells(push) : []),
    ];
    cells.push(...planned.map((cell) => ({ variant, fixture, baseline, ...cell })));
  }
  return cells;
}

function requestCells({ newOperations }: DiscoveredPush): PlannedCell[] {
  return newOperations.flatMap((operation) =>
    faultsAt(operation).map(({ fault, lasting, detail }) => ({
      ...{ table: "requests" as const, column: operation.name, row: fault.name, detail },
      injections: [{ operation, fault, lasting }],
    })),
  );
}

function lookupCells({ injection, lookups }: LostWrite): PlannedCell[] {
  return lookups.flatMap((operation) =>
    faultsAt(operation).map(({ fault, lasting, detail }) => ({
      ...{ table: "lookups" as const, column: `${operation.name} for ${injection.operation.name}`, row: fault.name },
      detail: `${injection.fault.name}, ${detail}`,
      injections: [injection, { operation, fault, lasting }],
    })),
  );
}

function faultsAt(operation: Operation): { fault: NamedFault; lasting: boolean; detail: string }[] {
  return faults
    .filter(({ appliesTo }) => appliesTo(operation))
    .flatMap((fault) => [
      { fault, lasting: false, detail: "once" },
      { fault, lasting: true, detail: "on every attempt" },
    ]);
}

/** Makes every store operation of a push fail, once or from then on. */
function storeCells({ storeOperations }: DiscoveredPush): PlannedCell[] {
  return storeOperations.flatMap((operation, at) =>
    storeFaults
      .filter((fault) => fault === "fails" || operation.startsWith("store"))
      .flatMap((fault) =>
        [false, true].map((lasting) => ({
          ...{ table: "store" as const, column: operation, row: fault },
          ...{ detail: `operation ${at + 1}, ${lasting ? "from then on" : "once"}`, injections: [] },
          conditions: {
            prepare: ({ store }) => store.injectFault(at, fault, lasting),
            checkApplied: () => [],
            codes: ["configuration"],
          },
        })),
      ),
  );
}
