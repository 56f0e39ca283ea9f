/** The request itself where it is one: a copy would hear of an abort only while the first one is held by something. */
export function requestOf(input: Request | string | URL, init?: RequestInit): Request {
  return input instanceof Request && !init ? input : new Request(input, init);
}

const held = new Set<Request>();

/**
 * Waits for work with a request. In Node a request that nothing holds is collected while its answer is awaited, and its
 * signal is never aborted then: https://github.com/nodejs/undici/issues/1926.
 */
export async function whileHeld<Result>(request: Request, work: Promise<Result>): Promise<Result> {
  held.add(request);
  try {
    return await work;
  } finally {
    held.delete(request);
  }
}
