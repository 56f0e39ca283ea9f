import { nameOf, type Scenario, type Variant } from "../world/variant";

/** A moment at which a process is killed. */
export interface Point {
  variant: Variant;
  scenario: Scenario;
  /** What a push makes when it is left alone. */
  parts: readonly string[];
  /** As people read it. */
  moment: string;
  /** Its place among the moments of a run, from 0. */
  killAt: number;
  /** Set where it is killed while a value is being written: milliseconds after the write began. */
  delayMs?: number;
  /** Whether the store encrypts what it keeps. */
  isEncrypted: boolean;
}

export const pointName = ({ variant, scenario, moment, isEncrypted }: Point) =>
  `${nameOf(variant)}, ${scenario.name}${isEncrypted ? ", encrypted" : ""}: killed ${moment}`;

/** Of a push by one variant: every moment that a run has, and the time within each write. */
export function pointsOf(
  common: Pick<Point, "variant" | "scenario" | "parts">,
  moments: readonly string[],
  random: () => number,
): Point[] {
  return moments.flatMap((moment, killAt) => {
    const point = { ...common, moment, killAt, isEncrypted: random() < 0.25 };
    const [, kept] = /^before (.*) is kept$/.exec(moment) ?? [];
    return kept
      ? [point, { ...point, moment: `while ${kept} is written`, delayMs: Math.floor(random() * 4) }]
      : [point];
  });
}

/** So many points: every kind of moment first, and then others by chance. */
export function choosePoints(points: readonly Point[], count: number, random: () => number): Point[] {
  const ranked = points.map((point) => ({ point, rank: random() })).sort((one, other) => one.rank - other.rank);
  const kinds = new Set<string>();
  const isFirst = ({ moment, variant }: Point) => {
    const kind = `${variant.connector} ${moment.replace(/\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")}`;
    return !kinds.has(kind) && Boolean(kinds.add(kind));
  };
  const firsts = ranked.filter(({ point }) => isFirst(point));
  const others = ranked.filter((entry) => !firsts.includes(entry));
  return [...firsts, ...others].slice(0, count).map(({ point }) => point);
}
