type Step<Entry> = { entry: Entry } | { end: true; failure?: { error: unknown } };

/** Takes the next entry. Never rejects: what came before is used first. */
function take<Entry>(source: AsyncGenerator<Entry>): Promise<Step<Entry>> {
  return source.next().then(
    ({ done, value }) => (done ? { end: true } : { entry: value }),
    (error: unknown) => ({ end: true, failure: { error } }),
  );
}

/** Takes one entry more than it is asked for, so that the next is loaded while one is used. */
export async function* oneAhead<Entry>(source: AsyncGenerator<Entry>): AsyncGenerator<Entry> {
  try {
    for (let next = take(source); ; ) {
      const step = await next;
      if ("end" in step) {
        if (step.failure) throw step.failure.error;
        return;
      }
      next = take(source);
      yield step.entry;
    }
  } finally {
    void source.return(undefined).catch(() => {});
  }
}

/** Does the work for up to `most` entries side by side, and yields the results in the order of the entries. */
export async function* sideBySide<Entry, Result>(
  source: AsyncGenerator<Entry>,
  most: number,
  work: (entry: Entry) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  let next = take(source);
  let last: Step<Entry> | undefined;
  try {
    for (;;) {
      const [oldest] = begun;
      const hasRoom = last === undefined && begun.length < most;
      const step = await firstOf(hasRoom ? next : undefined, oldest);
      if (step === undefined) {
        if (oldest === undefined) break;
        begun.shift();
        yield await oldest;
      } else if ("end" in step) {
        last = step;
      } else {
        next = take(source);
        const result = work(step.entry);
        // Its turn comes later, and then it rejects.
        result.catch(() => {});
        begun.push(result);
      }
    }
    if (last && "failure" in last && last.failure) throw last.failure.error;
  } finally {
    void source.return(undefined).catch(() => {});
  }
}

/** The step, or undefined if the result is there before it. */
async function firstOf<Entry>(
  step: Promise<Step<Entry>> | undefined,
  result: Promise<unknown> | undefined,
): Promise<Step<Entry> | undefined> {
  const isThere = result?.then(
    () => undefined,
    () => undefined,
  );
  return step && isThere ? Promise.race([isThere, step]) : (step ?? isThere);
}
