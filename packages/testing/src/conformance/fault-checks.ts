import { type Cell, cellOf, faultsAt, findInCells, storeCell } from "./cells";
import type { Check, Tested } from "./check";
import { lostResponses } from "./faults";
import { storeFaults } from "./inspectable-store";
import { operationsOf } from "./operations";
import { begin } from "./tested-action";

/** What every action promises if requests or the store fail. */
export function faultChecks<State>(tested: Tested<State>): Check[] {
  const isPush = tested.action.direction === "push";
  return [
    { ...faulty, find: () => findFaulty(tested) },
    ...(isPush ? [{ ...lookups, find: () => findFaultyLookups(tested) }] : []),
    // Every push of a connector uses the store in the same way.
    ...(isPush && tested.action.readsOne && !tested.earlier
      ? [{ ...stores, find: () => findFaultyStore(tested) }]
      : []),
  ];
}

/** The largest numbers of cells, chosen by the seed; fewer for long runs. `CONFORMANCE` scales them. */
const mostCells = { requests: 60, lookups: 16, store: 16 };

const faulty = {
  name: "loses and doubles nothing, whichever request fails in whichever way",
  advice:
    "A create whose outcome is unknown is looked up by `find` before it is repeated, or stays `unsure`. `find` returns all that may be " +
    "the record, also archived and confidential ones. `repeatable` is only for requests that change nothing the second time. Parts " +
    "that are not required are `optional`.",
};

async function* findFaulty<State>(tested: Tested<State>): AsyncGenerator<string> {
  const { operations } = await tested.baseline();
  const known = (await tested.earlier?.baseline())?.operations.map(({ name }) => name) ?? [];
  // HrFlow.ai's requests are the same for all connectors, and are tested in its own package.
  const own = operations.filter(({ kind, name }) => kind !== "profile" && !known.includes(name));
  yield* findInCells(
    tested,
    own.flatMap(faultsAt).map((injection) => cellOf([injection])),
    mostCells.requests,
  );
}

const lookups = {
  name: "loses and doubles nothing if the lookup after a lost response fails, too",
  advice:
    "An error of `find` is thrown, not caught: a failed lookup proves nothing, and the create is not repeated before a lookup " +
    "succeeds.",
};

async function* findFaultyLookups<State>(tested: Tested<State>): AsyncGenerator<string> {
  const { operations } = await tested.baseline();
  const cells: Cell[] = [];
  for (const operation of operations.filter(({ kind }) => kind === "write"))
    for (const fault of lostResponses) {
      const lost = { operation, fault, lasting: false };
      const environment = begin(tested);
      cellOf([lost]).prepare(environment);
      const { received } = await environment.run();
      const found = operationsOf(received, tested.subject.documents, tested.isRead);
      const added = found.filter(({ kind, name }) => kind === "read" && !operations.some((one) => one.name === name));
      const failing = added.flatMap(faultsAt);
      cells.push(...failing.map((injection) => ({ ...cellOf([lost, injection]), lastsTwoRuns: injection.lasting })));
    }
  yield* findInCells(tested, cells, mostCells.lookups);
}

const stores = {
  name: "loses and doubles nothing if the store fails",
  advice: "State is kept by the runner alone: what must be known later is what `keep` returns.",
};

async function* findFaultyStore<State>(tested: Tested<State>): AsyncGenerator<string> {
  const { storeOperations } = await tested.baseline();
  const cells = storeOperations.flatMap((operation, at) =>
    storeFaults
      .filter((fault) => fault === "fails" || operation.startsWith("store"))
      .flatMap((fault) => [false, true].map((lasting) => storeCell(operation, at, fault, lasting))),
  );
  yield* findInCells(tested, cells, mostCells.store);
}
