import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import type { Figure } from "./measure";
import { greenhouseV3Push, leverPush, type Push } from "./sample-pushes";

/**
 * Counts what a push writes to its store. The ledger's writes are those that keep a push from being sent twice: the intent before a
 * create, the owner of the record that it created, and the finished steps with the receipts. The result of a run is stored as well, for
 * whoever wants to look at it, and is counted apart.
 */
export async function measureStoreWrites(): Promise<Figure[]> {
  return [...(await count(leverPush, 3)), ...(await count(greenhouseV3Push, 12))];
}

async function count({ name, servers, run }: Push, most: number): Promise<Figure[]> {
  const keys: string[] = [];
  const store = createMemoryStore();
  const counting: Store = {
    ...store,
    setItem(key, value) {
      keys.push(key);
      return store.setItem(key, value);
    },
  };
  const { status, failures } = await run(servers(), counting);
  if (status !== "success") throw new Error(`${name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  const of = (kinds: string[]) => keys.filter((key) => kinds.some((kind) => key.includes(`:${kind}:`))).length;
  const ledger = of(["delivery", "owner"]);
  const others = keys.length - ledger;
  return [
    { name: `${name}: writes of the ledger`, value: String(ledger), target: `at most ${most}`, passed: ledger <= most },
    { name: `${name}: writes of the result and of tokens`, value: String(others) },
  ];
}
