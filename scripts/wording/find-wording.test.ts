import { describe, expect, it } from "vitest";
import { findWording, splitWords } from "./find-wording";

/** The names of the rules that a text breaks, as a comment of a source file. */
const rulesBrokenBy = (text: string, path = "packages/core/src/run/run.ts") =>
  findWording(path, text).map(({ rule }) => rule.word);

describe("forbidden words", () => {
  it.each([
    ["answer", "Answers the receipt."],
    ["answer", "the request was answered"],
    ["answer", "an unanswered request"],
    ["answer", "type FakeAnswer = Response;"],
    ["answer", "const last_answer = null;"],
    ["made", "a record that was made twice"],
    ["door", "The one door of a run."],
    ["words", "in the vendor's words"],
    ["letters", "removes the letters of a run"],
    ["put aside", "refused for good and put aside"],
    ["put aside", "putting it aside"],
    ["struck out", "secrets are struck out"],
    ["struck out", "strikes the secret out"],
    ["told of", "the user is told of it"],
    ["stands for", "a hash stands for both"],
    ["is none", "a deadline that is none"],
    ["is no good", "a file that is no good"],
    ["for ever", "hangs for ever"],
    ["to be done", "what is to be done"],
    ["lives", "checkLives()"],
    ["bad days", "on bad days"],
    ["surely", "the vendor surely did not act"],
    ["heed", "heeds the signal"],
    ["tell apart", "told apart by its type"],
    ["tell apart", "tells the two of them apart"],
    ["in hand", "a resume in hand"],
  ])("%s: %s", (word, text) => {
    expect(rulesBrokenBy(text)).toEqual([word]);
  });

  it.each([
    "Reads the dead letters: readDeadLetters(store), dead-letters, dead_letters.",
    "lower-case letters, digits and hyphens; letters and digits; a cover letter and cover letters",
    "does not split words, cuts between words",
    "null when there is none",
    "keeps two records apart, tell me about a part",
    "This path is live and alive; unmade beds; indoors",
  ])("allows: %s", (text) => {
    expect(rulesBrokenBy(text)).toEqual([]);
  });
});

it("reports the line and the spelling, also if a phrase is wrapped in a comment", () => {
  const text = "/**\n * It is struck\n * out.\n */\nconst a = 1; // Made.\n";
  expect(findWording("examples/src/demo.ts", text)).toMatchObject([
    { path: "examples/src/demo.ts", line: 2, found: "struck out" },
    { path: "examples/src/demo.ts", line: 5, found: "Made" },
  ]);
});

it("reports a file name", () => {
  expect(findWording("packages/testing/src/fakes/lever-answers.ts", "")).toMatchObject([
    { line: 0, found: "answers", rule: { word: "answer" } },
  ]);
});

describe("exceptions", () => {
  it("allows fields of vendors in specs and fakes, and nothing else there", () => {
    const text = "    answers:\n      demographic_answers: []\n      description: The vendor answers 422.\n";
    expect(findWording("specs/lever/openapi.yaml", text)).toMatchObject([{ line: 3 }]);
    expect(rulesBrokenBy("answers: [],", "packages/testing/src/fakes/greenhouse/v1-rows.ts")).toEqual([]);
    expect(rulesBrokenBy("answers: [],", "packages/core/src/run/run.ts")).toEqual(["answer"]);
    expect(rulesBrokenBy("questionsAndAnswers", "packages/bamboohr/src/formats/format-profile.ts")).toEqual([]);
    expect(rulesBrokenBy("questionsAndAnswers", "packages/core/src/run/run.ts")).toEqual(["answer"]);
  });
});

it("splits identifiers into words and keeps the number of lines", () => {
  expect(splitWords(" * readDeadLetters\n// of_all\n# runs")).toBe("read Dead Letters\nof all\nruns");
});
