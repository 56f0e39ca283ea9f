import { DecodingMode, decodeHTML, decodeHTMLStrict, EntityDecoder, htmlDecodeTree } from "entities/decode";

export interface EntityName {
  name: string;
  value: string;
  /** Whether HTML decodes it without a semicolon, too. */
  isLegacy: boolean;
}

const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Every name that the library `entities` decodes, found by the characters that may follow one another. */
export function entityNames(): EntityName[] {
  const found: EntityName[] = [];
  let prefixes = [""];
  while (prefixes.length > 0) {
    const longer = prefixes.flatMap((prefix) => Array.from(characters, (char) => prefix + char));
    prefixes = longer.filter((prefix) => mayGoOn(prefix));
    for (const name of prefixes) {
      const value = decodeHTMLStrict(`&${name};`);
      if (value !== `&${name};`) found.push({ name, value, isLegacy: decodeHTML(`&${name} `) === `${value} ` });
    }
  }
  return found;
}

/** Whether a name begins like this. */
function mayGoOn(prefix: string): boolean {
  const decoder = new EntityDecoder(htmlDecodeTree, () => {});
  decoder.startEntity(DecodingMode.Strict);
  return decoder.write(`&${prefix}`, 1) === -1;
}
