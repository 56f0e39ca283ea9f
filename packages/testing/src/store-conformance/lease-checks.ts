import type { Store } from "@hrflow-connectors/core";
import type { Check } from "../conformance/check";
import { fenceChecks } from "./fence-checks";
import {
  errorOf,
  isUntold,
  leaseOf,
  pause,
  readValue,
  type StoreUnderTest,
  save,
  unlessKept,
  within,
} from "./store-under-test";

/** How processes take turns. */
export function leaseChecks(tested: StoreUnderTest): Check[] {
  const { open, options, createKeys } = tested;
  const { leaseMs = 300, patienceMs = 20_000 } = options;
  return [
    {
      name: "lets one holder at a time have a lock, and every one in the end",
      advice: "Decide in one step who gets a lock that is free.",
      async find() {
        const [stores, keyOf] = [[await open(), await open()], createKeys()];
        await save(stores[0] as Store, keyOf("count"), { count: 0 });
        const increment = async (store: Store) => {
          for (let time = 0; time < 5; time++) {
            const lease = await leaseOf(store, keyOf("lock"));
            const { count } = (await readValue(store, keyOf("count"))) as { count: number };
            await pause(2);
            await save(store, keyOf("count"), { count: count + 1 });
            await lease.release();
          }
        };
        await Promise.all([...stores, ...stores].map(increment));
        return unlessKept(
          stores[0] as Store,
          keyOf("count"),
          { count: 20 },
          "a number that 4 holders raised 5 times each",
        );
      },
    },
    {
      name: "locks by the key",
      advice: "Two keys are two locks, also if they differ at their end, and a lock is no value.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const keys = [
          keyOf("a"),
          keyOf("b"),
          keyOf("A"),
          `${keyOf("a")}:lock`,
          keyOf("k".repeat(3_000)),
          keyOf(`${"k".repeat(3_000)}2`),
        ];
        const held = await within(patienceMs, Promise.all(keys.map((key, at) => leaseOf(at % 2 ? store : other, key))));
        if (held === "pending") return ["a lock of one key waits for that of another"];
        const shadows = await Promise.all(
          keys.map((key) => unlessKept(store, key, null, "a locked key without a value")),
        );
        await Promise.all(held.map(({ release }) => release()));
        return shadows.flat();
      },
    },
    {
      name: "ends a wait whose signal aborts, and leaves nothing locked by it",
      advice: "Reject once the signal aborts. Release a lease that is granted after that.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const lease = await leaseOf(store, keyOf());
        const [stop, stopped] = [new AbortController(), AbortSignal.abort()];
        const waiting = errorOf(() => leaseOf(other, keyOf(), 60_000, stop.signal));
        await pause(60);
        stop.abort();
        const outcome = await within(patienceMs, waiting);
        await lease.release();
        const late = await errorOf(() => leaseOf(other, keyOf(), 60_000, stopped));
        const next = await within(patienceMs, leaseOf(store, keyOf()));
        if (next !== "pending") await next.release();
        return [
          ...(outcome === "pending" ? ["the wait goes on after its signal has aborted"] : []),
          ...(outcome === null ? ["a lock that another holder has was granted"] : []),
          ...(late === null ? ["a lock was granted though the signal had aborted before"] : []),
          ...(next === "pending" ? ["nobody gets the lock after that"] : []),
        ];
      },
    },
    {
      name: "keeps a lease as long as it is renewed",
      advice: "`renew(ttlMs)` lets the lease last so long from now, and resolves to true.",
      find: () => withTime(leaseMs, (ttlMs) => findRenewals(tested, ttlMs)),
    },
    {
      name: "lets a lease end that is not renewed, not before its time, and tells its holder",
      advice:
        "A process that was suspended finds its lease lost: `renew` resolves to false, `signal` aborts if there is one, and `release` frees " +
        "nothing that another holder has since.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const begun = performance.now();
        const lost = await leaseOf(store, keyOf(), leaseMs);
        const taken = await within(leaseMs + patienceMs, leaseOf(other, keyOf()));
        if (taken === "pending") return ["a lease that is not renewed never ends"];
        // Servers count in whole milliseconds.
        const isEarly = performance.now() - begun < leaseMs - 2;
        const isRenewed = await lost.renew(60_000);
        const isSilent = await isUntold(lost, patienceMs);
        await lost.release();
        const stop = new AbortController();
        const third = errorOf(() => leaseOf(store, keyOf(), 60_000, stop.signal));
        await pause(100);
        stop.abort();
        const isFreed = (await third) === null;
        const isHeld = isFreed || (await taken.renew(60_000));
        await taken.release();
        return [
          ...(isEarly ? ["a lease ended before its time"] : []),
          ...(isRenewed ? ["a lease that another holder took over was renewed"] : []),
          ...(isSilent ? ["the signal of a lost lease has not aborted"] : []),
          ...(isFreed ? ["the former holder released the lock of the present one"] : []),
          ...(isHeld ? [] : ["the present holder lost its lease"]),
        ];
      },
    },
    {
      name: "frees a lock at once that is released, and refuses to renew it",
      advice: "Remove the lock of its own holder, in one step with the comparison.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const lease = await leaseOf(store, keyOf());
        await lease.release();
        await lease.release();
        const isRenewed = await lease.renew(60_000);
        const next = await within(patienceMs, leaseOf(other, keyOf()));
        if (next === "pending") return ["a lock that was released is not free"];
        await next.release();
        return isRenewed ? ["a lease that was released was renewed"] : [];
      },
    },
    ...((options.leases ?? "fenced") === "fenced" ? fenceChecks(tested) : []),
  ];
}

/** Runs a check that a slow machine may spoil, with more time each time, until it is not spoilt. */
async function withTime(ms: number, find: (ms: number) => Promise<string[] | "too slow">): Promise<string[]> {
  for (let given = ms; given < 60_000; given *= 3) {
    const violations = await find(given);
    if (violations !== "too slow") return violations;
  }
  return ["the machine is too slow to tell"];
}

async function findRenewals(
  { open, options: { patienceMs = 20_000 }, createKeys }: StoreUnderTest,
  ttlMs: number,
): Promise<string[] | "too slow"> {
  const [store, other, keyOf] = [await open(), await open(), createKeys()];
  let last = performance.now();
  const lease = await leaseOf(store, keyOf(), ttlMs);
  let isTaken = false;
  const stop = new AbortController();
  const waiting = leaseOf(other, keyOf(), 60_000, stop.signal).then(
    (taken) => {
      isTaken = true;
      return taken;
    },
    () => null,
  );
  const violations: string[] = [];
  let isSlow = false;
  for (let time = 0; time < 4 && violations.length === 0 && !isSlow; time++) {
    await pause(ttlMs / 2);
    const askedAt = performance.now();
    const isRenewed = await lease.renew(ttlMs);
    isSlow = performance.now() - last > ttlMs * 0.9;
    last = askedAt;
    if (!isRenewed) violations.push("a lease that was renewed in time is lost");
    if (isTaken) violations.push("a lease that was renewed in time was taken over");
    if (lease.signal?.aborted) violations.push("the signal of a lease that is held has aborted");
  }
  await lease.release();
  const taken = await within(patienceMs, waiting);
  if (taken === "pending") violations.push("a waiting process does not get the lock that was released");
  stop.abort();
  await (await waiting)?.release();
  return isSlow ? "too slow" : violations;
}
