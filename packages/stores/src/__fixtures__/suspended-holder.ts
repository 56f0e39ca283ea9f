import type { Store } from "@hrflow-connectors/core";
import { acquireLease } from "./acquire-lease";
import { startChild } from "./start-child";

/** What becomes of a process that is suspended while it holds a lock, and of what it saves when it continues. */
export async function suspendHolder(place: string, store: Store) {
  const child = await startChild(place);
  try {
    await child.run({ name: "lock", ttlMs: 1_000 });
    const first = await child.run({ name: "save", value: '"of the holder"' });
    child.suspend();
    const lease = await acquireLease(store, "key");
    await store.setItem("key", '"of the next holder"', lease.fence ? { fence: lease.fence } : {});
    child.resume();
    const late = await child.run({ name: "save", value: '"too late"' });
    const isRenewed = await child.run({ name: "renew", ttlMs: 60_000 });
    await lease.release();
    return { first, late, isRenewed, value: await store.getItem("key") };
  } finally {
    await child.kill();
  }
}

/** For a store that refuses what is saved under a lost lease. */
export const refused = { first: "saved", late: "lease_lost", isRenewed: false, value: '"of the next holder"' };
