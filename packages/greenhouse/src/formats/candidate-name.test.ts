import { describe, expect, it } from "vitest";
import { candidateName } from "./candidate-name";

describe("candidateName", () => {
  it.each([
    ["Ada", "Lovelace", "somebody else", "Ada", "Lovelace"],
    [null, null, "Ada King Lovelace", "Ada", "King Lovelace"],
    [" ", "", "  Ada   Lovelace ", "Ada", "Lovelace"],
    ["Ada", null, "Ada King Lovelace", "Ada", "King Lovelace"],
    ["Ada", null, "LOVELACE ADA", "Ada", "LOVELACE"],
    [null, "Lovelace", "Ada King Lovelace", "Ada King", "Lovelace"],
    [null, "Lovelace", "Lovelace Ada", "Ada", "Lovelace"],
    ["Adele", null, "Ada Lovelace", "Adele", "Lovelace"],
    [null, "Byron", "Ada Lovelace", "Ada", "Byron"],
    ["Ada", null, "Lovelace", "Ada", "Lovelace"],
  ])("%j, %j, %j gives %j %j", (first_name, last_name, full_name, first, last) => {
    expect(candidateName({ first_name, last_name, full_name })).toEqual({
      first_name: first,
      last_name: last,
      warnings: [],
    });
  });

  it.each([
    [null, null, "Ada", "Ada", "-", "last_name"],
    ["Ada", null, null, "Ada", "-", "last_name"],
    ["Ada", null, "ada", "Ada", "-", "last_name"],
    [null, "Lovelace", null, "-", "Lovelace", "first_name"],
    [null, "Lovelace", "Lovelace", "-", "Lovelace", "first_name"],
  ])("%j, %j, %j lacks one part", (first_name, last_name, full_name, first, last, missing) => {
    expect(candidateName({ first_name, last_name, full_name })).toEqual({
      first_name: first,
      last_name: last,
      warnings: [`${missing} is "-": the profile has none`],
    });
  });

  it.each([
    ["İpek Su", null, "İpek Su Yılmaz", "İpek Su", "Yılmaz"],
    [null, "İnci", "Ada İnci", "Ada", "İnci"],
    [null, "İsmail İnönü", "Ali İsmail İnönü", "Ali", "İsmail İnönü"],
    ["İbrahim Dinçer", null, "İBRAHİM DİNÇER ŞAHİN", "İbrahim Dinçer", "ŞAHİN"],
    [null, "Yılmaz", "İPEK SU YILMAZ", "İPEK SU", "Yılmaz"],
    [null, "Großmann", "ADA GROSSMANN", "ADA", "Großmann"],
    [null, "GROẞMANN", "Ada Großmann", "Ada", "GROẞMANN"],
    [null, "O'Brien", "Pat O’Brien", "Pat", "O'Brien"],
    ["Jean‐Luc", null, "Jean-Luc Picard", "Jean‐Luc", "Picard"],
    ["Zoe\u0308", null, "Zoë Lee", "Zoë", "Lee"],
    ["Zoë", null, "Zoe\u0308 Lee", "Zoë", "Lee"],
    ["Ａｄａ", null, "Ada Example", "Ａｄａ", "Example"],
    ["\u200bAda\u00a0 Mary", "\u200b", "Ada Mary Example\u200e", "Ada Mary", "Example"],
    ["Ada\0", null, "Ada\0 Example \ud83d", "Ada", "Example"],
  ])("in any spelling of the known part: %j, %j, %j gives %j %j", (first_name, last_name, full_name, first, last) => {
    expect(candidateName({ first_name, last_name, full_name })).toEqual({
      first_name: first,
      last_name: last,
      warnings: [],
    });
  });

  it.each(["\u200b", "\ufeff \u2800", "\u3164", "\0", "\ud83d"])(
    "refuses a name that shows nothing: %j",
    (full_name) => {
      expect(() => candidateName({ full_name })).toThrow("are all empty");
    },
  );
});
