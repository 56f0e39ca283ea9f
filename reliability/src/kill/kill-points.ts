import { type PushFixture, type Variant, variantName } from "../environment/variant";

/** A moment of a push at which its process is killed. */
export interface KillPoint {
  variant: Variant;
  fixture: PushFixture;
  /** What the push creates if it is not killed. */
  parts: readonly string[];
  /** The description of the moment. */
  moment: string;
  /** The index of the moment in the run, from 0. */
  killAt: number;
  /** Milliseconds between the start of a store write and the kill. Only set for a kill during the write. */
  delayMs?: number;
  /** Whether the store encrypts its values. */
  isEncrypted: boolean;
}

export const killPointName = ({ variant, fixture, moment, isEncrypted }: KillPoint) =>
  `${variantName(variant)}, ${fixture.name}${isEncrypted ? ", encrypted" : ""}: killed ${moment}`;

/** The moment without the ids of its run. */
const kindOf = (moment: string) => moment.replace(/\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}");

/** Requests that are sent together arrive in any order: the moments without that order, so that a seed chooses the same ones. */
function sorted(moments: readonly string[]): [moment: string, killAt: number][] {
  const entries = moments.map((moment, killAt): [string, number] => [moment, killAt]);
  return entries.sort(([one, at], [other, otherAt]) => {
    const [kind, otherKind] = [kindOf(one), kindOf(other)];
    if (kind === otherKind) return at - otherAt;
    return kind < otherKind ? -1 : 1;
  });
}

/** Returns a kill point for every moment of a push, and one more during each store write. */
export function killPointsOf(
  common: Pick<KillPoint, "variant" | "fixture" | "parts">,
  moments: readonly string[],
  random: () => number,
): KillPoint[] {
  return sorted(moments).flatMap(([moment, killAt]) => {
    const point = { ...common, moment, killAt, isEncrypted: random() < 0.25 };
    const [, record] = /^before (.*) is stored$/.exec(moment) ?? [];
    return record
      ? [point, { ...point, moment: `while ${record} is written`, delayMs: Math.floor(random() * 4) }]
      : [point];
  });
}

/** Chooses `count` points: one for every kind of moment, then others at random. */
export function chooseKillPoints(points: readonly KillPoint[], count: number, random: () => number): KillPoint[] {
  const ranked = points.map((point) => ({ point, rank: random() })).sort((one, other) => one.rank - other.rank);
  const kinds = new Set<string>();
  const isFirst = ({ moment, variant }: KillPoint) => {
    const kind = `${variant.connector} ${kindOf(moment)}`;
    return !kinds.has(kind) && Boolean(kinds.add(kind));
  };
  const firsts = ranked.filter(({ point }) => isFirst(point));
  const others = ranked.filter((entry) => !firsts.includes(entry));
  return [...firsts, ...others].slice(0, count).map(({ point }) => point);
}
