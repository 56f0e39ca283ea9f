import { publishedPackages } from "../manifests/published-packages";

export interface WordingRule {
  /** What a report calls the word. */
  word: string;
  /** Matches words that are separated by white space: identifiers and paths are split into their words before. */
  pattern: RegExp;
  /** What to write instead. */
  suggestion: string;
}

/** Words that make the prose read like a translation. */
export const wordingRules: WordingRule[] = [
  {
    word: "answer",
    pattern: /\b(un)?answer(s|ed|ing)?\b/gi,
    suggestion: "functions return, servers respond, promises resolve; a response, a result, an outcome",
  },
  { word: "made", pattern: /\bmade\b/gi, suggestion: "created, built, sent, caused, or a verb of its own" },
  { word: "door", pattern: /\bdoors?\b/gi, suggestion: "the HTTP client, the entry point" },
  {
    word: "words",
    // Not where a text is split into words.
    pattern: /(?<!\b(?:between|key|long|reserved|separate|split|whole) )\bwords\b/gi,
    suggestion: "message, text, terms, arguments",
  },
  {
    word: "letters",
    pattern:
      /(?<!\b(?:capital|cover|dead|latin|lower[- ]?case|upper[- ]?case)[- ]?)\bletters\b(?! (?:and|or) digits|, digits)/gi,
    suggestion: "dead letters, characters, text",
  },
  { word: "put aside", pattern: /\bput(s|ting)?\s+(\w+\s+)?aside\b/gi, suggestion: "dead-lettered, deferred, skipped" },
  { word: "struck out", pattern: /\b(struck|strik(e|es|ing))\s+(\w+\s+){0,2}out\b/gi, suggestion: "redacted, redacts" },
  { word: "told of", pattern: /\b(told|tells?|telling)\s+of\b/gi, suggestion: "reported, notified, named" },
  {
    word: "stands for",
    pattern: /\b(stands?|standing|stood)\s+for\b/gi,
    suggestion: "represents, means, replaces",
  },
  {
    word: "is none",
    // "There is none" is English.
    pattern: /(?<!\bthere )\b(is|are|was|were)\s+none\b/gi,
    suggestion: "is invalid, is missing, is not one",
  },
  { word: "is no good", pattern: /\bno\s+good\b/gi, suggestion: "is invalid, is unusable" },
  { word: "for ever", pattern: /\bfor\s+ever\b/gi, suggestion: "forever, without end, until it is aborted" },
  { word: "to be done", pattern: /\bto\s+be\s+done\b/gi, suggestion: "the next step, what to do" },
  { word: "lives", pattern: /\blives\b/gi, suggestion: "is in, is stored in; runs, scenarios, lifetimes" },
  { word: "bad days", pattern: /\bbad\s+days?\b/gi, suggestion: "failures, faults, outages" },
  { word: "surely", pattern: /\bsurely\b/gi, suggestion: "certainly, or nothing" },
  { word: "heed", pattern: /\bheed(s|ed|ing)?\b/gi, suggestion: "respects, follows, obeys" },
  {
    word: "tell apart",
    pattern: /\b(tells?|telling|told)\s+(\S+\s+){0,4}apart\b/gi,
    suggestion: "distinguishes, is identified by",
  },
  { word: "in hand", pattern: /\bin\s+hand\b/gi, suggestion: "loaded, held, in progress" },
];

export interface WordingException {
  files: RegExp;
  /** What may stand there. */
  pattern: RegExp;
  reason: string;
}

/** Terms of the vendors. Those of one vendor are in the manifest of its package. */
export const wordingExceptions: WordingException[] = [
  {
    files: /^specs\/.*\.yaml$|^packages\/testing\/src\/fakes\//,
    pattern: /\b(\w+_)?answers?["']?\??:/g,
    reason: "fields of the vendors' forms and scorecards",
  },
  {
    files: /^specs\//,
    pattern:
      /\w*demographic_answer\w*|\bEeocAnswers\b|\banswers\[\]|\bquestions and answers\b|\banswers? to (a |the )?(demographic|EEOC|equal-employment)\b|\bAnswer(Type)?:|schemas\/\w*Answer\w*|\w*DemographicAnswer\w*|\banswer_(type|options?|option_id)\b|\b(an )?answer options?\b|\b(demographic|question) answers\b|\bAnswers (to the job's|in the order|are voluntary)|\bquestions (has|have|with|are) (two |several )?(answers|answered)\b|\bquestion has (two|several) answers\b/gi,
    reason: "what candidates answer in the vendors' application and demographic forms",
  },
  ...publishedPackages.flatMap(({ slug, checks }) =>
    Object.entries(checks.vendorTerms ?? {}).map(([pattern, reason]) => ({
      files: new RegExp(`^(specs|packages)/${slug}/|^docs/fields\\.md$`),
      pattern: new RegExp(pattern, "g"),
      reason,
    })),
  ),
];
