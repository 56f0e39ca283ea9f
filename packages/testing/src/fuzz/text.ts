import fc from "fast-check";

/** What breaks mappings: blanks, invisible and combining characters, several scripts, markup, things that look like values. */
const awkwardTexts = [
  "",
  " ",
  "\t\r\n",
  "\u00a0",
  "\u200b",
  "\ufeff",
  "\0",
  "👩‍👩‍👧‍👦",
  "🇫🇷 é 🎉",
  "e\u0301a\u0308",
  "مرحبا بالعالم",
  "\u202eabc",
  "名前 スキル",
  "İıßſ",
  'O\'Brien, "Pat" <p.o@example.com>',
  "<p>Fish &amp; chips</p><script>alert(1)</script>",
  "null",
  "undefined",
  "0",
  "-1",
  "true",
  "[object Object]",
  "__proto__",
  "../../etc/passwd",
  "%00%ff",
  "a,b;c|d",
  "line one\nline two",
];

const words = ["Ada", "Lovelace", "engineer", "Rust", "Paris", "Zürich", "senior", "2019", "C++", "R&D"];

/** Text of a length counted in code points, as JSON Schema counts. */
export function text(minLength = 0, maxLength = 40): fc.Arbitrary<string> {
  const fitting = awkwardTexts.filter((candidate) => isWithin(candidate, minLength, maxLength));
  const phrase = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(" "))
    .filter((candidate) => isWithin(candidate, minLength, maxLength));
  const choices = [fc.string({ unit: "binary", minLength, maxLength })];
  if (fitting.length > 0) choices.push(fc.constantFrom(...fitting));
  if (minLength <= 3 && maxLength >= 3) choices.push(phrase);
  return fc.oneof(...choices);
}

function isWithin(candidate: string, minLength: number, maxLength: number): boolean {
  const { length } = [...candidate];
  return length >= minLength && length <= maxLength;
}
