/** A promise that is settled from outside. */
export function createDeferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

export const never = new Promise<never>(() => {});

/** Lets all pending promise callbacks run without time passing. */
export async function flushPromises(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
