import { InputError } from "@hrflow-connectors/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { documentedLosses, lostFields } from "./lost-fields";

const fields = ["name", "nick", "tags[].name", "tags[].value", "extra", "never"];
const items = fc.record({ name: fc.constantFrom("", "Ada"), nick: fc.constant("A.") });

it("tells the fields that a format looks at in no item, also by numbered and unknown paths", async () => {
  const coverageOf = async ({ name }: { name: string }) => ({
    carried: name ? ["name", "tags.1.name"] : ["nick"],
    read: [],
    lost: name ? ["nick", "tags.0.value", "extra.a.0.b"] : [],
  });
  expect(await lostFields(coverageOf, items, fields)).toEqual({ lost: ["tags[].value", "extra"], unfilled: ["never"] });
});

it("leaves out items that a format refuses, and no other error", async () => {
  const refuse = (error: Error) => () => Promise.reject(error);
  expect((await lostFields(refuse(new InputError("no name")), items, fields)).unfilled).toEqual(fields);
  await expect(lostFields(refuse(new TypeError("a defect")), items, fields)).rejects.toThrow("a defect");
});

it("reads the fields of a page with all that is below them, and refuses names that do not exist", () => {
  const page =
    "# Page\n\n## One\n\n| field | why |\n| --- | --- |\n| `tags`, `nick` | `name` |\n\n## Two\n\n| `gone` | no |\n";
  expect(documentedLosses(page, "One", fields)).toEqual(["nick", "tags[].name", "tags[].value"]);
  expect(() => documentedLosses(page, "Two", fields)).toThrow("names fields that do not exist: gone");
  expect(() => documentedLosses(page, "Three", fields)).toThrow("no heading");
});
