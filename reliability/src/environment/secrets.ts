import { leaksIn as leaksAmong } from "@hrflow-connectors/testing/vitest";

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

/** Returns the secrets, or parts of them, that a text contains in any encoding. */
export const leaksIn = (text: string): string[] => leaksAmong(text, [mark, ...tokenMarks]);
