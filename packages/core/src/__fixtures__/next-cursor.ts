import type { Store } from "../contract/shared";
import { runAcme, stream } from "./acme";

/** The cursor that the next incremental run is given. */
export async function nextCursor(store: Store): Promise<string | null> {
  let given: string | null = "not asked";
  await runAcme(
    {
      read: ({ since }) => {
        given = since;
        return stream([]);
      },
    },
    { readMode: "incremental" },
    { store },
  );
  return given;
}
