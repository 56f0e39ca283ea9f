type Send = (request: Request) => Promise<Response>;

/** Before a test fakes it. */
const nextTurn = globalThis.setImmediate;
const nothing = new Uint8Array();

/** How many turns of the event loop without a new request end a round. */
const quietTurns = 10;

/**
 * Wraps a `fetch` so that round trips can be counted, without a clock: the requests that leave before any response arrives are one
 * round, and their responses arrive together. `rounds` lists the requests of each as `METHOD path`, sorted.
 */
export function countRounds(fetch: Send) {
  const rounds: string[][] = [];
  let leaving: { name: string; respond: () => void }[] = [];
  let isHeld = false;

  const hold = async () => {
    isHeld = true;
    for (let turns = 0, seen = 0; turns < quietTurns; turns++) {
      // Another thread computes digests, in the order of the calls: those under way are done when this one is.
      await crypto.subtle.digest("SHA-256", nothing);
      await new Promise<void>((resolve) => void nextTurn(resolve));
      if (leaving.length > seen) turns = 0;
      seen = leaving.length;
    }
    isHeld = false;
    const round = leaving;
    leaving = [];
    rounds.push(round.map(({ name }) => name).sort());
    for (const { respond } of round) respond();
  };
  return {
    rounds,
    async fetch(request: Request): Promise<Response> {
      const name = `${request.method} ${new URL(request.url).pathname}`;
      const isReleased = new Promise<void>((resolve) => {
        leaving.push({ name, respond: resolve });
      });
      if (!isHeld) void hold();
      const response = await fetch(request);
      await isReleased;
      return response;
    },
  };
}
