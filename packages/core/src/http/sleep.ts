import { onAbort } from "../signals/on-abort";

/** Waits, and calls `stopped` at once when the signal ends the wait. */
export function sleep(ms: number, signal: AbortSignal, stopped: () => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      forget();
      try {
        if (signal.aborted) stopped();
        resolve();
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(finish, ms);
    const forget = onAbort(signal, finish);
    if (signal.aborted) finish();
  });
}
