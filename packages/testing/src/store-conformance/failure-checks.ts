import type { Store } from "@hrflow-connectors/core";
import type { Check } from "../conformance/check";
import {
  errorOf,
  explain,
  leaseOf,
  pause,
  readValue,
  type StoreUnderTest,
  save,
  unlessKept,
  within,
} from "./store-under-test";

/** What a store does whose server is away for a while. */
export function failureChecks({ open, options, createKeys }: StoreUnderTest): Check[] {
  const { disconnect, leases = "fenced", listsKeys = true, patienceMs = 20_000 } = options;
  if (!disconnect) return [];
  /** The work goes on until the server is back, and has its data again. */
  const whileAway = async <T>(work: () => Promise<T>): Promise<T> => {
    const reconnect = await disconnect();
    try {
      return await work();
    } finally {
      await reconnect();
    }
  };
  return [
    {
      name: "fails, for the moment, and reports nothing as absent",
      advice:
        "Throw an error whose `code` is `store_unavailable`, or that of the system, such as ECONNREFUSED. A value that is reported as absent is " +
        "forgotten; an operation that never ends stops its run.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        await save(store, keyOf(), { a: 1 });
        const operations: [string, () => unknown][] = [
          ["getItem", () => store.getItem(keyOf())],
          ["setItem", () => save(store, keyOf(), { a: 2 })],
          ["removeItem", () => store.removeItem(keyOf("other"))],
          ...(listsKeys ? [["getKeys", () => store.getKeys?.(keyOf(""))] satisfies [string, () => unknown]] : []),
          ...(leases === "none" ? [] : [["lock", () => leaseOf(store, keyOf())] satisfies [string, () => unknown]]),
        ];
        const found = await whileAway(() =>
          Promise.all(
            operations.map(async ([name, operate]): Promise<string[]> => {
              const error = await within(patienceMs, errorOf(operate));
              if (error === "pending") return [`${name} does not end within ${patienceMs / 1_000} s`];
              if (error === null) return [`${name} succeeds without a server`];
              return isTransient(error) ? [] : [`${name} fails for good: ${explain(error)}`];
            }),
          ),
        );
        return found.flat();
      },
    },
    {
      name: "has everything that it confirmed once its server is back",
      advice: "Confirm a write when the server has stored it. Connect again by itself.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const confirmed: string[] = [];
        let isOver = false;
        const write = async () => {
          for (let number = 0; !isOver; number++) {
            const name = String(number);
            if ((await errorOf(() => save(store, keyOf(name), { name }))) === null) confirmed.push(name);
            await pause(1);
          }
        };
        const writing = write();
        await pause(50);
        await whileAway(() => pause(50));
        await untilBack(store, keyOf());
        isOver = true;
        await writing;
        const other = await open();
        const found = confirmed.map((name) => unlessKept(other, keyOf(name), { name }, `confirmed value ${name}`));
        return [...(confirmed.length === 0 ? ["no write succeeded"] : []), ...(await Promise.all(found)).flat()];
      },
    },
    ...(leases === "none" ? [] : [shared()]),
  ];

  function shared(): Check {
    return {
      name: "gives no lock to two holders when its server was away",
      advice: "A lease is kept, or its holder finds it lost: `renew` resolves to false.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const lease = await leaseOf(store, keyOf());
        await whileAway(() => pause(50));
        await untilBack(store, keyOf("back"));
        await untilBack(other, keyOf("back"));
        const stop = new AbortController();
        let isTaken = false;
        const waiting = leaseOf(other, keyOf(), 60_000, stop.signal).then(
          (taken) => {
            isTaken = true;
            return taken;
          },
          () => null,
        );
        await pause(200);
        const isHeld = await lease.renew(60_000);
        const isShared = isTaken && isHeld;
        stop.abort();
        await (await waiting)?.release();
        await lease.release();
        return isShared ? ["two holders have one lock"] : [];
      },
    };
  }
}

const transientCodes = ["store_unavailable", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"];

function isTransient(error: unknown): boolean {
  return transientCodes.includes(String((error as { code?: unknown }).code));
}

/** Clients connect again by themselves, after a pause. */
async function untilBack(store: Store, key: string): Promise<void> {
  const until = performance.now() + 60_000;
  while ((await errorOf(() => readValue(store, key))) !== null && performance.now() < until) await pause(20);
}
