import { expect, test } from "vitest";
import { storedProfile } from "../__fixtures__/hrflow";
import { indexedTags, tagValues, vendorTag, vendorTags } from "./tags";

test("tagValues returns the values of one name as trimmed texts, each once", () => {
  const tags = [
    { name: "posting", value: " a " },
    { name: "other", value: "x" },
    { name: "posting", value: 12 },
    { name: "posting", value: "a" },
    { name: "posting", value: null },
    { name: "posting", value: "" },
    { name: "posting", value: true },
    { name: null, value: "posting" },
    { name: "posting" },
  ];
  expect(tagValues({ ...storedProfile, tags }, "posting")).toEqual(["a", "12"]);
});

test("vendorTags names the tags of several fields, and leaves out those without a value", () => {
  expect(vendorTags("acme", { status: "Open", count: 3, ids: [1, 2], none: null })).toEqual([
    { name: "acme_status", value: "Open" },
    { name: "acme_count", value: "3" },
    { name: "acme_ids", value: "1" },
    { name: "acme_ids", value: "2" },
  ]);
});

test("indexedTags names the entries of a list by their places", () => {
  expect(indexedTags("acme_skill", ["Go", null, " ", { name: "C" }])).toEqual([
    { name: "acme_skill_0", value: "Go" },
    { name: "acme_skill_3", value: '{"name":"C"}' },
  ]);
  for (const none of [null, undefined, [], {}]) expect(indexedTags("acme_skill", none as never)).toEqual([]);
});

test("tagValues returns nothing without tags", () => {
  expect(tagValues(storedProfile, "posting")).toEqual([]);
  expect(tagValues({ ...storedProfile, tags: null }, "posting")).toEqual([]);
});

test.each([
  ["text", " Lyon ", ["Lyon"]],
  ["a number", 188, ["188"]],
  ["zero", 0, ["0"]],
  ["true", true, ["True"]],
  ["false", false, ["False"]],
  ["a list", ["Go", null, 5, " "], ["Go", "5"]],
  ["an object", { unit: "EUR" }, ['{"unit":"EUR"}']],
  ["blank", "  ", []],
  ["null", null, []],
  ["undefined", undefined, []],
])("vendorTag writes values as text and leaves out absent ones: %s", (_, value, expected) => {
  expect(vendorTag("tag", value)).toEqual(expected.map((text) => ({ name: "tag", value: text })));
});
