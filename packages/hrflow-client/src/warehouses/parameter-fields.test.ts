import { describe, expect, it } from "vitest";
import { flagField, headerField, keyField, parameterFields } from "./parameter-fields";

const { "~standard": standard } = parameterFields<object>({
  apiSecret: headerField("the API key", { format: "password" }),
  boardKey: keyField("the board"),
  updateContent: flagField("Whether jobs are updated"),
});

describe("parameter fields", () => {
  it("describes the fields as JSON Schema, where a default makes one optional", () => {
    const schema = standard.jsonSchema.input({ target: "draft-2020-12" });
    expect(schema).toEqual({
      type: "object",
      properties: {
        apiSecret: { type: "string", pattern: "^[\\x21-\\x7e]+$", format: "password" },
        boardKey: { type: "string", minLength: 1, description: "Key of the board", secret: false },
        updateContent: { type: "boolean", default: false, description: "Whether jobs are updated" },
      },
      required: ["apiSecret", "boardKey"],
    });
  });

  it.each([
    [{}, false],
    [{ updateContent: undefined }, false],
    [{ updateContent: true }, true],
  ])("trims keys, applies defaults and leaves out unknown fields: %j", async (given, updateContent) => {
    const result = await standard.validate({ apiSecret: "ask_~!", boardKey: "\u00a0board-1\n", other: 1, ...given });
    expect(result).toEqual({ value: { apiSecret: "ask_~!", boardKey: "board-1", updateContent } });
  });

  const notAscii = "expected the API key, in printable ASCII without blanks";
  it.each([
    ["apiSecret", undefined, "expected the API key"],
    ["apiSecret", ["ask_1"], "expected the API key"],
    ["apiSecret", "", notAscii],
    ["apiSecret", "ask 1", notAscii],
    ["apiSecret", "ask_1\n", notAscii],
    ["apiSecret", "ask_é", notAscii],
    ["boardKey", undefined, "expected the key of the board"],
    ["boardKey", 1, "expected the key of the board"],
    ["boardKey", " \t", "expected the key of the board"],
    ["updateContent", null, "expected true or false"],
    ["updateContent", "true", "expected true or false"],
  ])("refuses %s: %j", async (field, value, message) => {
    const result = await standard.validate({ apiSecret: "ask_1", boardKey: "board-1", [field]: value });
    expect(result).toEqual({ issues: [{ path: [field], message }] });
  });

  it("names every field that is wrong", async () => {
    const result = await standard.validate({ updateContent: 1 });
    expect(result.issues?.map(({ path }) => path)).toEqual([["apiSecret"], ["boardKey"], ["updateContent"]]);
  });

  it.each([null, undefined, "text", 1])("refuses %j in place of an object", async (given) => {
    expect(await standard.validate(given)).toEqual({ issues: [{ message: "expected an object" }] });
  });
});
