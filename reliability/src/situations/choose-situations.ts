import { sample, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import type { Variant } from "../environment/variant";
import { planSituations } from "./plan-situations";
import { type Situation, type SituationKind, situationKinds } from "./situation";

const all = Object.keys(situationKinds) as SituationKind[];

/** The kinds that a variant can meet. */
export function kindsOf(variant: Variant): SituationKind[] {
  return all.filter((kind) => kind !== "switches" || othersOf(variant).length > 0);
}

/** The credentials that reach the same account in another way: Harvest v3 and v1 for the same user. */
export function othersOf(variant: Variant): Variant[] {
  const same = greenhouseVariants.filter(({ credential }) => credential !== "Harvest v3 without a user");
  return same.includes(variant) ? same.filter((other) => other !== variant) : [];
}

/** Plans the situations of a kind, and chooses at most `count` of them. */
export async function chooseSituations(
  time: VirtualTime,
  kind: SituationKind,
  variant: Variant,
  count: number,
  random: () => number,
): Promise<Situation[]> {
  return sample(await planSituations(time, kind, variant, othersOf(variant)), count, random);
}
