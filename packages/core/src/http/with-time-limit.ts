import { AbortedError, ConnectorError, NetworkError, ResponseShapeError } from "../errors";
import { onAbort } from "../signals/on-abort";

/** How long a request that may change something at the vendor is given to finish once the run is told to stop. */
const graceMs = 700;

/** Runs one try under its time-out and the run's signal, also when what the user gave heeds neither. */
export function withTimeLimit<T>(
  runSignal: AbortSignal,
  policy: { timeoutMs: number; idempotent: boolean },
  name: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    if (runSignal.aborted) throw new AbortedError(`${name} was not sent: the run was stopped`);
    const end = (error: ConnectorError) => {
      reject(error);
      controller.abort(error);
    };
    const timeout = setTimeout(
      () => end(new NetworkError(`${name} did not answer within ${policy.timeoutMs / 1000} s`, { code: "timeout" })),
      policy.timeoutMs,
    );
    let grace: ReturnType<typeof setTimeout> | undefined;
    // A listener that is taken off again, and not AbortSignal.any: on Node 20 that leaks memory for every request of a long run.
    const stop = () => {
      const abort = () => end(new AbortedError(`${name} was given up: the run was stopped`));
      if (policy.idempotent) abort();
      else grace = setTimeout(abort, graceMs);
    };
    const forget = onAbort(runSignal, stop);
    const clean = () => {
      clearTimeout(timeout);
      clearTimeout(grace);
      forget();
    };
    controller.signal.addEventListener("abort", clean);
    work(controller.signal)
      .then(resolve, (error: unknown) => reject(asTyped(error, name)))
      .finally(clean);
  });
}

function asTyped(error: unknown, name: string): ConnectorError {
  if (ConnectorError.isInstance(error)) return error;
  // What no `Response` can be made of, such as status 999.
  if (error instanceof RangeError) {
    return new ResponseShapeError(`${name} failed: ${reasonOf(error)}`, { cause: error });
  }
  return new NetworkError(`${name} did not get through: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return error.cause instanceof Error ? `${error.message} (${error.cause.message || error.cause.name})` : error.message;
}
