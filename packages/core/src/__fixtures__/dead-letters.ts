import type { DeadLetter } from "../contract/result";
import type { Store } from "../contract/shared";
import { ApiCallError } from "../errors";
import { readDeadLetters } from "../ledger/dead-letters";
import type { Candidate } from "./acme";

/** The error of a call that the vendor responds to with this status. */
export const apiError = (status: number) => new ApiCallError({ method: "POST", url: "https://acme.example", status });

/** Creates a writer that throws the given error for each of these names. */
export const writeExcept =
  (errors: Record<string, unknown>) =>
  async ({ name }: Candidate) => {
    if (name in errors) throw errors[name];
    return { id: `created-${name}` };
  };

export async function deadLettersIn(store: Store, runId: string): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for await (const letter of readDeadLetters(store, { runId })) found.push(letter);
  return found;
}
