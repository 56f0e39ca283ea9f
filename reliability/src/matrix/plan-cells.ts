import {
  begin,
  cellOf,
  faultsAt,
  type Injection,
  lostResponses,
  type Run,
  storeCell,
  storeFaults,
  type Tested,
  type VirtualTime,
} from "@hrflow-connectors/testing/vitest";
import { baselineOf, testedPush } from "../environment/push";
import type { Variant } from "../environment/variant";
import { type Operation, operationsOf, withoutOperations } from "../faults/operations";
import type { PlannedCell } from "./check-cells";

/** A cell before it is assigned to a push. */
type Draft = Omit<PlannedCell, "tested">;

/** A push without faults. */
interface ObservedPush {
  tested: Tested<object>;
  operations: Operation[];
  /** The operations that no earlier fixture has. */
  newOperations: Operation[];
  storeOperations: readonly string[];
}

/** Runs each fixture without faults to learn which operations can fail. An operation counts for the first fixture only. */
export async function observePushes(time: VirtualTime, variant: Variant): Promise<ObservedPush[]> {
  const known: Operation[] = [];
  const found: ObservedPush[] = [];
  for (const fixture of variant.fixtures) {
    const { run, storeOperations } = await baselineOf(time, variant, fixture);
    const operations = operationsOf(run.received);
    const added = withoutOperations(operations, known);
    // The type of the body is added to a name that is taken.
    const newOperations = added.map((operation) =>
      known.some(({ name }) => name === operation.name)
        ? { ...operation, name: `${operation.name} as ${operation.bodyType}` }
        : operation,
    );
    known.push(...added);
    found.push({ tested: testedPush(time, variant, fixture), operations, newOperations, storeOperations });
  }
  return found;
}

/** Plans every cell of a variant from its pushes without faults and the lookups that follow lost writes. */
export async function planCells(time: VirtualTime, variant: Variant): Promise<PlannedCell[]> {
  const cells: PlannedCell[] = [];
  for (const [index, push] of (await observePushes(time, variant)).entries()) {
    const lost = await observeLostWrites(push);
    const drafts = [
      ...push.newOperations.flatMap(requestCells),
      ...lost.flatMap(lookupCells),
      ...listCells(push, lost, variant),
      // Every push uses the store in the same way.
      ...(index === 0 ? storeCells(push) : []),
    ];
    cells.push(...drafts.map((draft) => ({ tested: push.tested, ...draft })));
  }
  return cells;
}

const frequency = ({ lasting }: Injection) => (lasting ? "on every attempt" : "once");

export function requestCells(operation: Injection["operation"]): Draft[] {
  return faultsAt(operation).map((injection) => ({
    ...{ table: "requests", column: operation.name, row: injection.fault.name, detail: frequency(injection) },
    injections: [injection],
  }));
}

/** A write whose response is lost, and the lookups that follow it. */
interface LostWrite {
  injection: Injection;
  lookups: Operation[];
}

/** Loses the response of each write, and returns those that are looked up. */
async function observeLostWrites({ tested, operations, newOperations }: ObservedPush): Promise<LostWrite[]> {
  const found: LostWrite[] = [];
  for (const operation of newOperations.filter(({ kind }) => kind === "write"))
    for (const fault of lostResponses) {
      const injection = { operation, fault, lasting: false };
      const environment = begin(tested);
      cellOf([injection]).prepare(environment);
      const { received } = await environment.run();
      const added = withoutOperations(operationsOf(received), operations);
      const lookups = added.filter(({ kind }) => kind === "read");
      if (lookups.length > 0) found.push({ injection, lookups });
    }
  return found;
}

function lookupCells({ injection, lookups }: LostWrite): Draft[] {
  return lookups.flatMap((operation) =>
    faultsAt(operation).map((second) => ({
      ...{ table: "lookups", column: columnOf(operation, injection), row: second.fault.name },
      detail: `${injection.fault.name}, ${frequency(second)}`,
      injections: [injection, second],
    })),
  );
}

const columnOf = (lookup: Operation | undefined, { operation }: Injection) => `${lookup?.name} for ${operation.name}`;

/** The lists that hold the person's record among those of other people. */
const sharedLists = ["/opportunities", "/candidates"];

/** Faults of the first list of a push without other faults, and of the lists that lookups read. */
function listCells({ newOperations }: ObservedPush, lost: readonly LostWrite[], variant: Variant): Draft[] {
  const { setPaging, addOtherRecords } = variant;
  const [list] = newOperations.filter(({ kind, path }) => kind === "read" && !path.startsWith("/contacts/"));
  const faultsOfLists = [
    { row: "a page of other records first", hasOthers: true },
    ...(setPaging
      ? [
          { row: "pages that repeat records", hasOthers: true, paging: "overlapping" as const },
          // A create that looks before it is sent is not sent then.
          { row: "endless pages", hasOthers: false, paging: "endless" as const, codes: ["unexpected_response"] },
        ]
      : []),
  ];
  return faultsOfLists.flatMap(({ row, hasOthers, paging, codes = [] }) => {
    const conditions = {
      prepare({ vendor: { state } }: { vendor: { state: unknown } }) {
        if (hasOthers) addOtherRecords(state as object);
        if (paging) setPaging?.(state as object, paging);
      },
      restore: ({ vendor: { state } }: { vendor: { state: unknown } }) => setPaging?.(state as object, "normal"),
      isMet: readsSecondPage,
    };
    const ofLookups = lost.filter(({ lookups: [first] }) => !hasOthers || sharedLists.includes(first?.path ?? ""));
    const common = { table: "lists" as const, row };
    return [
      ...(list ? [{ ...common, column: list.name, detail: "no other fault", injections: [], conditions }] : []),
      ...ofLookups.map(({ injection, lookups: [first] }) => ({
        ...{ ...common, column: columnOf(first, injection), detail: injection.fault.name, injections: [injection] },
        ...{ codes, conditions: hasOthers ? conditions : { ...conditions, isMet: () => true } },
      })),
    ];
  });
}

const readsSecondPage = ({ received }: Run) =>
  received.some(({ request }) => /[?&](cursor|offset|page)=/.test(request.url));

/** Makes every store operation of a push fail, once or from then on. */
function storeCells({ storeOperations }: ObservedPush): Draft[] {
  return storeOperations.flatMap((operation, at) =>
    storeFaults
      .filter((fault) => fault === "fails" || operation.startsWith("store"))
      .flatMap((fault) =>
        [false, true].map((lasting) => ({
          ...{ table: "store" as const, column: operation, row: fault, injections: [], codes: ["configuration"] },
          detail: `operation ${at + 1}, ${lasting ? "from then on" : "once"}`,
          conditions: storeCell(operation, at, fault, lasting),
        })),
      ),
  );
}
