import { htmlEntities } from "../generated/html-entities";

let names: Map<string, string> | undefined;

/** The longest name with its semicolon, and the longest that HTML decodes without one. */
const [longest, longestWithout] = [32, 6];

/** What an entity may be: in hexadecimal, in decimal, or a name. */
const entity = /&(?:#x([0-9a-f]+);?|#(\d+);?|([a-z][a-z0-9]*);?)/iy;

/** A text with its HTML entities decoded as browsers do in text: by name, some without a semicolon, and by number. */
export function decodeHtml(text: string): string {
  names ??= readNames();
  let decoded = "";
  let end = 0;
  let semicolon = 0;
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", Math.max(end, at + 1))) {
    if (semicolon >= 0 && semicolon <= at) semicolon = text.indexOf(";", at);
    // Nearly all are names that end with a semicolon: for those, an expression would take five times as long.
    const isShort = semicolon > at && semicolon - at <= longest;
    const known = isShort ? names.get(text.slice(at + 1, semicolon + 1)) : undefined;
    if (known !== undefined) {
      decoded += text.slice(end, at) + known;
      end = semicolon + 1;
      continue;
    }
    const [value, next] = decodeAt(text, at, names);
    if (value === undefined) continue;
    decoded += text.slice(end, at) + value;
    end = next;
  }
  return end === 0 ? text : decoded + text.slice(end);
}

/** The value of any entity, and where it ends; undefined if there is none. */
function decodeAt(text: string, at: number, known: Map<string, string>): [value: string | undefined, end: number] {
  entity.lastIndex = at;
  const [whole = "", hex, decimal, name = ""] = entity.exec(text) ?? [];
  if (hex) return [characterOf(Number.parseInt(hex, 16)), at + whole.length];
  if (decimal) return [characterOf(Number(decimal)), at + whole.length];
  for (let length = Math.min(longestWithout, name.length); length > 1; length--) {
    const begun = known.get(name.slice(0, length));
    if (begun !== undefined) return [begun, at + 1 + length];
  }
  return [undefined, at];
}

/** What each name represents: with its semicolon, and without it where HTML allows that. */
function readNames(): Map<string, string> {
  const found = new Map<string, string>();
  let codePoint = 0;
  for (const entry of htmlEntities.split(",")) {
    const [, step = "", list = "", second] = /^(\d*)([^=]+)(?:=(.+))?$/.exec(entry) ?? [];
    codePoint += Number(step || 1);
    const value = String.fromCodePoint(codePoint, ...(second ? [Number.parseInt(second, 16)] : []));
    for (const name of list.split(" ")) {
      const isLegacy = name.endsWith("!");
      const plain = isLegacy ? name.slice(0, -1) : name;
      found.set(`${plain};`, value);
      if (isLegacy) found.set(plain, value);
    }
  }
  return found;
}

/** By number. Old pages mean Windows-1252 by the controls from 0x80 on. */
function characterOf(codePoint: number): string {
  if (codePoint === 0 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return "\ufffd";
  return windows1252[codePoint - 0x80]?.trim() || String.fromCodePoint(codePoint);
}

/** From 0x80 on; a blank where Windows-1252 has no character. */
const windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
