import { describe, expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import { useHarness } from "../harness";
import { checkLostWorkflow, checkUnreadableCursor, checkUnreadableReplay } from "./corrupted-state";
import { type CorruptForm, corruptForms, leaseLosses } from "./situation";

const harness = useHarness();
const forms = Object.keys(corruptForms) as CorruptForm[];
const variants = [...leverVariants.slice(-2, -1), ...greenhouseVariants.slice(0, 1), ...greenhouseVariants.slice(-1)];

describe.each(variants.map((variant) => [variantName(variant), variant] as const))("a replay to %s", (_, variant) => {
  it.each(
    forms.flatMap((form) =>
      (["a dead letter", "the list of dead letters"] as const).map((kind) => [kind, form] as const),
    ),
  )("sends nothing while %s is %s, and everything afterwards", async (kind, form) => {
    expect(await checkUnreadableReplay(harness.time, variant, kind, form)).toEqual([]);
    expect(await harness.unhandled.take()).toEqual([]);
  });
});

describe("an incremental run", () => {
  it.each(forms)("sends nothing while its cursor is %s, and goes on afterwards", async (form) => {
    expect(await checkUnreadableCursor(harness.time, form)).toEqual([]);
  });

  it.each(leaseLosses)("sends nothing and saves no cursor once its lock is lost: %s", async (how) => {
    for (let at = 1; ; at++) {
      const { violations, isOver } = await checkLostWorkflow(harness.time, at, how);
      expect(violations, `at request ${at}`).toEqual([]);
      if (!isOver) continue;
      expect(at).toBeGreaterThan(3);
      break;
    }
  });
});
