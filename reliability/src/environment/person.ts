import { fileSignature, leaksIn as leaksAmong } from "@hrflow-connectors/testing/vitest";
import type { Profile } from "./variant";

/** A name that a vendor stores in another form: two blanks, and an accent of its own. */
export const awkwardName = "Ada  Exa\u0301mple";

/** A synthetic profile, as HrFlow.ai stores it, with the changes of a fixture. */
export function person(changes: Record<string, unknown> = {}): Profile & { created_at: string } {
  return {
    ...{ source_key: "5".repeat(40), key: "1".repeat(40), reference: "person-1" },
    created_at: "2020-05-06T07:08:09+0000",
    info: { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" },
    attachments: [],
    ...changes,
  };
}

export const tags = (name: string, values: string[]) => ({ tags: values.map((value) => ({ name, value })) });

/** Part of every secret parameter. Only letters and digits, which no URL encodes differently. */
const mark = "s3cret";

/** The secret parameters, with characters that URLs, forms and JSON encode differently. */
export const secrets = {
  leverKey: `${mark}+of/lever=1`,
  leverClient: `${mark}"of\\lever+client=1`,
  leverCode: `${mark}/code+1=`,
  leverRefreshToken: `${mark}/refresh+0=`,
  harvestKey: `${mark}+of/harvest=1`,
  greenhouseClient: `${mark}/of+greenhouse=client`,
};

/** Parts of all secrets: of the parameters, and of the tokens that the fakes issue. */
export const secretParts = [mark, "access-00000000", "refresh-00000000", "fake-greenhouse-token-"];

/** Returns the secrets, or parts of them, that a text contains in any encoding. */
export const leaksIn = (text: string): string[] => leaksAmong(text, [...secretParts, fileSignature]);
