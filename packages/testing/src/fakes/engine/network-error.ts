/** Fails as Node's `fetch` does: the reason stands in the cause. */
export function networkError(code: string, message = code): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}
