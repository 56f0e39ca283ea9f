/** Stands in every secret that a push is given; letters and digits alone, so that no URL spells it differently. */
const mark = "s3cret";

/** The secrets of the parameters, with characters that URLs, forms and JSON spell differently. */
export const secrets = {
  hrflowKey: `askr_${mark}+of/hrflow=1`,
  leverKey: `${mark}+of/lever=1`,
  leverClient: `${mark}"of\\lever+client=1`,
  leverCode: `${mark}/code+1=`,
  leverRefreshToken: `${mark}/refresh+0=`,
  harvestKey: `${mark}+of/harvest=1`,
  greenhouseClient: `${mark}/of+greenhouse=client`,
};

/** Gives access to a file, and stands in its address alone. */
export const fileSignature = "sign4ture";

/** How the tokens begin that the fakes give out. */
const tokenMarks = ["access-00000000", "refresh-00000000", "fake-greenhouse-token-"];

const spellings = [mark, ...tokenMarks].flatMap((text) => [
  text,
  ...[0, 1, 2].map((offset) => base64Within(text, offset)),
]);

/** The secrets, or pieces of them, that stand in a text in any spelling. */
export function leaksIn(text: string): string[] {
  return spellings.filter((spelling) => text.includes(spelling));
}

/** The characters that belong to a text alone where base64 encodes it behind `offset` other bytes. */
function base64Within(text: string, offset: number): string {
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6)];
  return btoa(" ".repeat(offset) + text).slice(from, to);
}
