import type { Run, World } from "../world/create-world";
import type { Discovered } from "./discover";
import type { LostWrite, Placed } from "./plan";

/** What can be wrong with the pages of a list. */
const pagings: { row: string; prepare(world: World): void; isCrowd: boolean; needsCursors: boolean }[] = [
  { row: "a page of others first", isCrowd: true, needsCursors: false, prepare: ({ vendor }) => vendor.crowd() },
  {
    ...{ row: "pages that repeat rows", isCrowd: true, needsCursors: true },
    prepare({ vendor }) {
      vendor.crowd();
      vendor.misprint?.("overlapping");
    },
  },
  {
    ...{ row: "pages without end", isCrowd: false, needsCursors: true },
    prepare: ({ vendor }) => vendor.misprint?.("endless"),
  },
];

/** The lists that hold the person's own record, among others of which there may be any number. */
const crowded = ["/opportunities", "/candidates"];

/** Lists that are read in a clean push, and those in which a record is looked for. */
export function listCells({ newSteps }: Discovered, lost: readonly LostWrite[], hasCursors: boolean): Placed[] {
  const [own] = newSteps.filter(({ kind, path }) => kind === "read" && !path.startsWith("/contacts/"));
  return pagings
    .filter(({ needsCursors }) => hasCursors || !needsCursors)
    .flatMap(({ row, prepare, isCrowd }) => {
      const common = { table: "lists" as const, row };
      const lookUps = lost.filter(({ lookUps: [first] }) => !isCrowd || crowded.includes(first?.path ?? ""));
      return [
        ...(own
          ? [
              {
                ...common,
                ...{ column: own.name, detail: "a clean push", meetings: [] },
                conditions: { prepare, doubts: unturned },
              },
            ]
          : []),
        ...lookUps.map(({ meeting, lookUps: [first] }) => ({
          ...{ ...common, column: `${first?.name} for ${meeting.step.name}`, detail: meeting.fault.name },
          ...{ meetings: [meeting], conditions: { prepare, doubts: isCrowd ? unturned : () => [] } },
        })),
      ];
    });
}

function unturned({ arrivals }: Run): string[] {
  const hasTurned = arrivals.some(({ request }) => /[?&](cursor|offset|page)=/.test(request.url));
  return hasTurned ? [] : ["no page was turned"];
}
