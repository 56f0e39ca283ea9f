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
});
