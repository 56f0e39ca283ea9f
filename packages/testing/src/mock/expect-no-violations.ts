import type { Exchange } from "./exchange";

/** Throws an error that lists every violation of the requests so far, and of the answers to them. */
export function expectNoViolations({ exchanges }: { exchanges: readonly Exchange[] }): void {
  const wrong = exchanges.filter(({ violations }) => violations.length > 0);
  if (wrong.length === 0) return;
  const count = wrong.reduce((sum, { violations }) => sum + violations.length, 0);
  throw new Error([`${count} contract violations in ${wrong.length} exchanges`, ...wrong.map(describe)].join("\n"));
}

function describe({ method, url, status, violations }: Exchange): string {
  const lines = violations.map(({ location, message, code }) => {
    const suffix = code === undefined ? "" : ` (${code})`;
    return `  - ${location.join(".")}: ${message}${suffix}`;
  });
  return [`${method} ${url} -> ${status ?? "no answer"}`, ...lines].join("\n");
}
