import type { Environment, Run } from "../environment/create-environment";
import type { DiscoveredPush } from "../faults/discover";
import type { PlannedCell } from "./cell";
import type { LostWrite } from "./lost-writes";

/** The faults of a paged list. */
const listFaults: {
  row: string;
  prepare(environment: Environment): void;
  addsRecords: boolean;
  needsCursors: boolean;
  /** What a failure of the list says. */
  codes?: readonly string[];
}[] = [
  {
    ...{ row: "a page of other records first", addsRecords: true, needsCursors: false },
    prepare: ({ vendor }) => vendor.addOtherRecords(),
  },
  {
    ...{ row: "pages that repeat records", addsRecords: true, needsCursors: true },
    prepare({ vendor }) {
      vendor.addOtherRecords();
      vendor.setPaging?.("overlapping");
    },
  },
  {
    ...{ row: "endless pages", addsRecords: false, needsCursors: true },
    // A create that looks before it is sent is not sent then.
    codes: ["unexpected_response"],
    prepare: ({ vendor }) => vendor.setPaging?.("endless"),
  },
];

/** The lists that hold the person's record among those of other people. */
const sharedLists = ["/opportunities", "/candidates"];

/** Cells for the first list of a push without faults, and for the lists that lookups read. */
export function listCells(
  { newOperations }: DiscoveredPush,
  lost: readonly LostWrite[],
  hasCursors: boolean,
): PlannedCell[] {
  const [list] = newOperations.filter(({ kind, path }) => kind === "read" && !path.startsWith("/contacts/"));
  return listFaults
    .filter(({ needsCursors }) => hasCursors || !needsCursors)
    .flatMap(({ row, prepare, addsRecords, codes = [] }) => {
      const common = { table: "lists" as const, row };
      const relevant = lost.filter(({ lookups: [first] }) => !addsRecords || sharedLists.includes(first?.path ?? ""));
      return [
        ...(list
          ? [
              {
                ...common,
                ...{ column: list.name, detail: "no other fault", injections: [] },
                conditions: { prepare, checkApplied: checkSecondPage },
              },
            ]
          : []),
        ...relevant.map(({ injection, lookups: [first] }) => ({
          ...{ ...common, column: `${first?.name} for ${injection.operation.name}`, detail: injection.fault.name },
          injections: [injection],
          conditions: { prepare, checkApplied: addsRecords ? checkSecondPage : () => [], codes },
        })),
      ];
    });
}

function checkSecondPage({ received }: Run): string[] {
  const isRead = received.some(({ request }) => /[?&](cursor|offset|page)=/.test(request.url));
  return isRead ? [] : ["no second page was read"];
}
