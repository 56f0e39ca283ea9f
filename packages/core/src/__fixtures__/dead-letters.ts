import type { DeadLetter, Store } from "../contract/v1";
import { readDeadLetters } from "../dead-letters/read-dead-letters";
import { ApiCallError } from "../errors";
import type { Candidate } from "./acme";

/** What a vendor's refusal, or passing fault, is thrown as. */
export const answer = (status: number) => new ApiCallError({ method: "POST", url: "https://acme.example", status });

/** Writes everything but what has a fault of its own. */
export const failing =
  (faults: Record<string, unknown>) =>
  async ({ name }: Candidate) => {
    if (name in faults) throw faults[name];
    return { id: `made-${name}` };
  };

export async function lettersIn(store: Store, runId: string): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const letter of readDeadLetters(store, runId)) letters.push(letter);
  return letters;
}
