import type { ConnectorAction } from "../contract/connector";
import type { RunResult } from "../contract/result";
import type { ActionInput, AnyAction, RunOptions } from "../contract/run";
import { ConfigurationError } from "../errors";
import { limitRun, onAbort } from "../stop";

/** What surrounds the runs of `pushMany`. `deadlineMs` and `signal` are for all of them together. */
export interface ManyOptions extends RunOptions {
  /** How many runs go on at once at most, including those whose result was not taken yet. Default 20. */
  concurrency?: number | undefined;
}

/** The run of one input. */
export interface ManyResult<Input> {
  /** The position of the input, from 0. */
  index: number;
  input: Input;
  result: RunResult;
}

/**
 * Runs an action once for each input, several at once, and yields each result as soon as it is there: the order is that of completion. It
 * reads an input when it begins its run, and begins one for each result that is taken, so memory does not grow with the inputs. An
 * input without a result was not begun.
 *
 * - After `signal` or `deadlineMs`, no input is begun. Those under way end as `aborted`, and their results are yielded.
 * - Leaving the loop early begins no input either, and waits for those under way, which are not stopped: abort `signal` for that.
 * - If reading the inputs fails, that error is thrown after the results of those under way.
 *
 * Throws `ConfigurationError` for an invalid `concurrency` or `deadlineMs`. Nothing happens before the first result is asked for.
 *
 * @example
 * for await (const { input, result } of pushMany(acme.pushProfile, inputs, { store })) console.log(input, result.status);
 */
export function pushMany<A extends AnyAction>(
  action: ConnectorAction<A>,
  inputs: Iterable<ActionInput<A>> | AsyncIterable<ActionInput<A>>,
  { concurrency = 20, ...options }: ManyOptions = {},
): AsyncGenerator<ManyResult<ActionInput<A>>, void, undefined> {
  if (!(Number.isSafeInteger(concurrency) && concurrency > 0))
    throw new ConfigurationError(`concurrency: expected a whole number above 0, found ${String(concurrency)}`);
  const { [Symbol.asyncIterator]: isAsync, [Symbol.iterator]: isSync } = Object(inputs);
  if (!isAsync && !isSync) throw new ConfigurationError("inputs: expected an iterable or an async iterable");
  limitRun(options).release();
  return runAll(action, inputs, concurrency, options);
}

async function* runAll<A extends AnyAction>(
  action: ConnectorAction<A>,
  inputs: Iterable<ActionInput<A>> | AsyncIterable<ActionInput<A>>,
  concurrency: number,
  options: RunOptions,
): AsyncGenerator<ManyResult<ActionInput<A>>, void, undefined> {
  const { limited, release } = limitRun(options);
  const { signal } = limited;
  const iterator = iteratorOf(inputs);
  const running = new Set<Promise<void>>();
  const done: ManyResult<ActionInput<A>>[] = [];
  let count = 0;
  let isReading = false;
  let hasEnded = false;
  let fault: { error: unknown } | undefined;
  let wake = () => {};
  const fail = (error: unknown) => {
    fault ??= { error };
    hasEnded = true;
  };
  const begin = (input: ActionInput<A>) => {
    const index = count++;
    const run = Promise.resolve()
      .then(() => action(input, limited))
      .then((result) => void done.push({ index, input, result }), fail)
      .then(() => {
        running.delete(run);
        wake();
      });
    running.add(run);
  };
  const read = async () => {
    isReading = true;
    try {
      const step = await iterator.next();
      if (step.done) hasEnded = true;
      else if (!hasEnded && !signal?.aborted) begin(step.value);
    } catch (error) {
      fail(error);
    }
    isReading = false;
    pump();
    wake();
  };
  const pump = () => {
    if (isReading || hasEnded || signal?.aborted || running.size + done.length >= concurrency) return;
    void read();
  };
  const cancel = signal ? onAbort(signal, () => wake()) : () => {};
  try {
    while (true) {
      const next = done.shift();
      pump();
      if (next) {
        yield next;
        continue;
      }
      // Inputs that are still being read when the signal aborts may never come.
      if (running.size === 0 && (!isReading || signal?.aborted)) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (fault) throw fault.error;
  } finally {
    const isLeft = !hasEnded;
    hasEnded = true;
    const closed = isLeft ? close(iterator) : undefined;
    // A read that never ends would keep its iterator from closing.
    if (!isReading) await closed;
    await Promise.all(running);
    cancel();
    release();
  }
}

function iteratorOf<T>(inputs: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
}

/** Lets inputs that are not read to their end clean up. What fails then hides no result. */
async function close(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // Nobody waits for these inputs any more.
  }
}
