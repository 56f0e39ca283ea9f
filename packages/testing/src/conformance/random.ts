/** The seed of this run: `SEED` from the environment, or a fixed default. */
export function readSeed(): number {
  const seed = Number(process.env.SEED ?? 20_260_301);
  if (!Number.isInteger(seed)) throw new Error(`SEED is not an integer: ${process.env.SEED}`);
  return seed;
}

/** Returns numbers from 0 (included) to 1 (excluded), the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks `count` different entries and keeps them in list order. */
export function sample<T>(list: readonly T[], count: number, random: () => number): T[] {
  const indexes = list.map((_, index) => ({ index, rank: random() })).sort((one, other) => one.rank - other.rank);
  const chosen = indexes.slice(0, count).map(({ index }) => index);
  return chosen.sort((one, other) => one - other).map((index) => list[index] as T);
}

/** What is run of each sample: `CONFORMANCE=all` all there is, `CONFORMANCE=0.5` half the sample; otherwise the sample. */
function readShare(): number {
  const share = process.env.CONFORMANCE ?? "1";
  if (share === "all") return Number.POSITIVE_INFINITY;
  const part = Number(share);
  if (part > 0 && part <= 1) return part;
  throw new Error(`CONFORMANCE is neither "all" nor a share above 0 and up to 1: ${share}`);
}

/** At most so many entries, chosen by the seed, or what `CONFORMANCE` says of them. */
export function atMost<T>(list: readonly T[], count: number): T[] {
  const wanted = Math.ceil(count * readShare());
  return wanted >= list.length ? [...list] : sample(list, wanted, createRandom(readSeed()));
}
