import { InputError } from "@hrflow-connectors/core/connector";

/** What a run keeps by the references that it writes. */
interface RunReferences {
  /** The writes in progress. */
  turns: Map<string, Promise<unknown>>;
  /** The origin's items whose reference the format chose. */
  origins: Map<string, string | null>;
}

/** By the parameters of the run. */
const runs = new WeakMap<object, RunReferences>();

interface RunContext {
  parameters: object;
  /** What people know the origin's item by. */
  reference: string | null;
  warn(message: string): void;
}

function referencesOf({ parameters }: Pick<RunContext, "parameters">): RunReferences {
  const known = runs.get(parameters) ?? { turns: new Map(), origins: new Map() };
  runs.set(parameters, known);
  return known;
}

/** Without a reference, nothing would find the record again, and each run would create another one. */
export function withReference<Item extends { reference?: string | null | undefined }>(
  item: Item,
  record: "job" | "profile",
): Item & { reference: string } {
  const reference = item.reference?.trim();
  if (!reference) throw new InputError(`the ${record} has no reference: HrFlow.ai finds it by one in the next run`);
  return { ...item, reference };
}

/** Items with one reference take turns: two lookups at the same time would both find nothing, and both items be created. */
export async function inTurn<T>(
  context: Pick<RunContext, "parameters">,
  reference: string,
  work: () => Promise<T>,
): Promise<T> {
  const { turns } = referencesOf(context);
  const earlier = turns.get(reference) ?? Promise.resolve();
  const turn = earlier.then(work, work);
  turns.set(reference, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(reference) === turn) turns.delete(reference);
  }
}

/** Warns, and returns true, if a format gave two items of the origin one reference. An origin's own references are unique. */
export function warnOfRival(context: RunContext, reference: string, item: string, container: string): boolean {
  const { reference: origin, warn } = context;
  const { origins } = referencesOf(context);
  const rival = origins.get(reference);
  const isSecond = rival !== undefined && rival !== origin;
  if (isSecond)
    warn(
      `the ${item} ${rival ?? "without a reference"} was written with the same reference, ${reference}: a ${container} holds one`,
    );
  if (origin !== reference) origins.set(reference, origin);
  return isSecond;
}
