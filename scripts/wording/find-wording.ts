import { type WordingException, type WordingRule, wordingExceptions, wordingRules } from "./rules";

export interface WordingProblem {
  /** Relative to the root, with slashes. */
  path: string;
  /** From 1 on; 0 for the path itself. */
  line: number;
  rule: WordingRule;
  /** As it is written there. */
  found: string;
}

/** Returns the forbidden words in the path and the text of a file, in order. */
export function findWording(
  path: string,
  text: string,
  rules: WordingRule[] = wordingRules,
  exceptions: WordingException[] = wordingExceptions,
): WordingProblem[] {
  const checked = exceptions
    .filter(({ files }) => files.test(path))
    .reduce((rest, { pattern }) => rest.replace(pattern, ""), text);
  const inPath = search(path.replaceAll(/[/.]/g, " "), rules).map((found) => ({ path, ...found, line: 0 }));
  const inText = search(checked, rules).map((found) => ({ path, ...found }));
  return [...inPath, ...inText.sort((one, other) => one.line - other.line)];
}

function search(text: string, rules: WordingRule[]): Omit<WordingProblem, "path">[] {
  const words = splitWords(text);
  return rules.flatMap((rule) =>
    [...words.matchAll(rule.pattern)].map(({ index, 0: found }) => ({
      line: words.slice(0, index).split("\n").length,
      rule,
      found: found.replaceAll(/\s+/g, " "),
    })),
  );
}

/** Splits identifiers into words and joins wrapped comments, without adding or removing lines. */
export function splitWords(text: string): string {
  return text
    .replaceAll(/^[ \t]*(?:\*|\/\/|#+|>)[ \t]/gm, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ");
}
