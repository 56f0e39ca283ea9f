import type { Check } from "../conformance/check";
import { errorOf, explain, isUntold, leaseOf, pause, type StoreUnderTest, save, unlessKept } from "./store-under-test";

/** What a store does that refuses writes under a lease that was lost. */
export function fenceChecks({ open, options, createKeys }: StoreUnderTest): Check[] {
  const { leaseMs = 300, patienceMs = 20_000 } = options;
  return [
    {
      name: "refuses what a former holder writes and removes, and nothing else",
      advice:
        "Compare the fence of a write with the lock, in one step with the write. Throw an error with the code `lease_lost`.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const lost = await leaseOf(store, `${keyOf()}:lock`, leaseMs);
        if (!lost.fence) return ["the lease has no fence"];
        const first = await errorOf(() => save(store, keyOf(), { by: "the first" }, lost.fence));
        const taken = await leaseOf(other, `${keyOf()}:lock`);
        const { fence } = taken;
        const sameToken = fence?.token === lost.fence.token;
        await save(other, keyOf(), { by: "the second" }, fence);
        const late = await errorOf(() => save(store, keyOf(), { by: "the first, late" }, lost.fence));
        const removed = await errorOf(() => store.removeItem(keyOf(), lost.fence ? { fence: lost.fence } : {}));
        const elsewhere = await errorOf(() => save(store, keyOf("other"), { by: "the first" }, lost.fence));
        const isSilent = await isUntold(lost, patienceMs);
        const kept = await unlessKept(store, keyOf(), { by: "the second" }, "what the present holder wrote");
        const unwritten = await unlessKept(store, keyOf("other"), null, "another key under the lost lease");
        await other.removeItem(keyOf(), fence ? { fence } : {});
        const gone = await unlessKept(store, keyOf(), null, "what the present holder removed");
        await taken.release();
        const after = await errorOf(() => save(other, keyOf(), { by: "the second, late" }, fence));
        const unfenced = await errorOf(() => save(store, keyOf(), { by: "anybody" }));
        const isRefused = (error: unknown) => (error as { code?: unknown } | null)?.code === "lease_lost";
        const told = (error: unknown) => (error === null ? "was not refused" : `failed with ${explain(error)}`);
        return [
          // A machine so slow that the lease ended before the first write proves nothing by it.
          ...(first === null || isRefused(first) ? [] : [`the holder's own write ${told(first)}`]),
          ...(sameToken ? ["two leases have the same fence"] : []),
          ...(isRefused(late) ? [] : [`a late write ${told(late)}`]),
          ...(isRefused(removed) ? [] : [`a late removal ${told(removed)}`]),
          ...(isRefused(elsewhere) ? [] : [`a late write to another key ${told(elsewhere)}`]),
          ...(isSilent ? ["the signal of a lease whose write was refused has not aborted"] : []),
          ...[...kept, ...unwritten, ...gone],
          ...(isRefused(after) ? [] : [`a write after the release ${told(after)}`]),
          ...(unfenced === null ? [] : [`a write without a fence ${told(unfenced)}`]),
        ];
      },
    },
    {
      name: "decides about a write and its lease in one step",
      advice:
        "Between a comparison and a write that follows it, another process can take over: use a script, or one statement.",
      async find() {
        const violations: string[] = [];
        for (let round = 0; round < 3 && violations.length === 0; round++) {
          const [store, other, keyOf] = [await open(), await open(), createKeys()];
          const ending = await leaseOf(store, `${keyOf()}:lock`, leaseMs);
          let isOver = false;
          const writes: Promise<unknown>[] = [];
          const write = async () => {
            while (!isOver) {
              writes.push(errorOf(() => save(store, keyOf(), { by: "the former" }, ending.fence)));
              await pause(1);
            }
          };
          const writing = write();
          const taken = await leaseOf(other, `${keyOf()}:lock`);
          // Without a fence, which is faster: whatever the former holder writes after this is too late.
          await save(other, keyOf(), { by: "the present" });
          isOver = true;
          await writing;
          await Promise.all(writes);
          violations.push(
            ...(await unlessKept(other, keyOf(), { by: "the present" }, "what the present holder wrote")),
          );
          await taken.release();
        }
        return violations;
      },
    },
  ];
}
