import type { ResolveHost } from "../contract/v1";

/**
 * Finds a host's addresses as the platform's own `fetch` does: on Node, Deno and Bun. Answers null where names cannot be
 * looked up: in browsers and edge runtimes.
 */
export async function resolveOnPlatform(host: string): Promise<string[] | null> {
  // Asked for when it is needed and not imported, so that bundles for other platforms stay whole. Node 20.16 and later.
  const lookup = globalThis.process?.getBuiltinModule?.("dns/promises")?.lookup;
  if (typeof lookup !== "function") return null;
  try {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Which look-up a door uses; undefined where only the given `fetch` knows to what a name leads. */
export function chooseResolver(
  resolveHost: ResolveHost | undefined,
  fetch: unknown,
): ((host: string) => Promise<string[] | null>) | undefined {
  return resolveHost ?? (fetch === globalThis.fetch ? resolveOnPlatform : undefined);
}

/**
 * Cloudflare's workers have the function, but it only throws.
 *
 * @see https://developers.cloudflare.com/workers/runtime-apis/nodejs/dns/
 */
function isMissing(error: unknown): boolean {
  return error instanceof Error && /not implemented/i.test(error.message);
}
