/** The seed of this run: `SEED` in the environment, or the one that every run has without it. */
export function seedOf(): number {
  const given = Number(process.env.SEED ?? 20_260_301);
  if (!Number.isInteger(given)) throw new Error(`SEED is no whole number: ${process.env.SEED}`);
  return given;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of entries, each at most once, in the order of the list. */
export function sample<T>(list: readonly T[], count: number, random: () => number): T[] {
  const indexes = list.map((_, index) => ({ index, rank: random() })).sort((one, other) => one.rank - other.rank);
  const chosen = indexes.slice(0, count).map(({ index }) => index);
  return chosen.sort((one, other) => one - other).map((index) => list[index] as T);
}
