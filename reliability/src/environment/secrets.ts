/** Part of every secret parameter. Only letters and digits, which no URL encodes differently. */
const mark = "s3cret";

/** The secret parameters, with characters that URLs, forms and JSON encode differently. */
export const secrets = {
  hrflowKey: `askr_${mark}+of/hrflow=1`,
  leverKey: `${mark}+of/lever=1`,
  leverClient: `${mark}"of\\lever+client=1`,
  leverCode: `${mark}/code+1=`,
  leverRefreshToken: `${mark}/refresh+0=`,
  harvestKey: `${mark}+of/harvest=1`,
  greenhouseClient: `${mark}/of+greenhouse=client`,
};

/** Prefixes of the tokens that the fakes issue. */
const tokenMarks = ["access-00000000", "refresh-00000000", "fake-greenhouse-token-"];

const encodings = [mark, ...tokenMarks].flatMap((text) => [
  text,
  ...[0, 1, 2].map((offset) => base64Within(text, offset)),
]);

/** Returns the secrets, or parts of them, that a text contains in any encoding. */
export function leaksIn(text: string): string[] {
  return encodings.filter((encoding) => text.includes(encoding));
}

/** Returns the base64 characters that depend only on the text when `offset` other bytes precede it. */
function base64Within(text: string, offset: number): string {
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6)];
  return btoa(" ".repeat(offset) + text).slice(from, to);
}
