import type { Outcome } from "../matrix/cell";

/** How the tables show what became of a push, in the order of the legend. */
export const symbols: Record<Outcome, { symbol: string; meaning: string }> = {
  "same run": { symbol: "✓", meaning: "delivered whole by the run that met the fault" },
  "next run": { symbol: "↻", meaning: "an honest failure or warning then, and delivered whole by the next run" },
  refused: { symbol: "✗", meaning: "refused, which the failure says; delivered by the next run, once it is allowed" },
  warning: { symbol: "△", meaning: "delivered, but for what a warning in the receipt names, for good" },
  consent: { symbol: "⚿", meaning: "refused until there is a new authorization code, and then delivered" },
};

const order = Object.keys(symbols) as Outcome[];

/** What became of several pushes, each outcome once. */
export function symbolsOf(outcomes: readonly Outcome[]): string {
  return order
    .filter((outcome) => outcomes.includes(outcome))
    .map((outcome) => symbols[outcome].symbol)
    .join("");
}
