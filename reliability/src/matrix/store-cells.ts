import { storeFaults } from "../world/inspectable-store";
import type { Discovered } from "./discover";
import type { Placed } from "./plan";

/** Every operation of the store in a clean push, failing once, or from then on. */
export function storeCells({ operations }: Discovered): Placed[] {
  return operations.flatMap((operation, at) =>
    storeFaults
      .filter((fault) => fault === "fails" || operation.startsWith("keeping"))
      .flatMap((fault) =>
        [false, true].map((lasting) => ({
          ...{ table: "store" as const, column: operation, row: fault },
          ...{ detail: `operation ${at + 1}, ${lasting ? "from then on" : "once"}`, meetings: [] },
          conditions: {
            prepare: ({ store }) => store.fail(at, fault, lasting),
            doubts: () => [],
            codes: ["configuration"],
          },
        })),
      ),
  );
}
