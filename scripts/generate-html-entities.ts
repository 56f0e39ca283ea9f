// tsx scripts/generate-html-entities.ts
//
// Writes HTML's 2,231 names of characters, as the library `entities` knows them, in the form that compresses best: in the order of what
// they represent, with the distance from the entry before.
import { writeFileSync } from "node:fs";
import { entityNames } from "../packages/core/src/__fixtures__/entity-names";

const byValue = new Map<string, string[]>();
for (const { name, value, isLegacy } of entityNames()) {
  byValue.set(value, [...(byValue.get(value) ?? []), `${name}${isLegacy ? "!" : ""}`].sort());
}
const codePoints = (value: string) => Array.from(value, (char) => char.codePointAt(0) ?? 0);
const sorted = [...byValue].sort(([one], [other]) => {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [codePoints(one), codePoints(other)];
  return a - c || b - d;
});
let last = 0;
const entries = sorted.map(([value, names]) => {
  const [first = 0, second] = codePoints(value);
  const step = first - last;
  last = first;
  return `${step === 1 ? "" : step}${names.join(" ")}${second === undefined ? "" : `=${second.toString(16)}`}`;
});
const file = new URL("../packages/core/src/generated/html-entities.ts", import.meta.url);
const comment = `/**
 * HTML's names of characters, written by scripts/generate-html-entities.ts. An entry is the distance from the code point before, unless
 * it is 1; the names, with "!" where HTML allows to leave out the semicolon; and after "=" a second code point in hexadecimal.
 */`;
writeFileSync(file, `${comment}\nexport const htmlEntities =\n  ${JSON.stringify(entries.join(","))};\n`);
