import { expect, it } from "vitest";
import { personNames, profileNames } from "./names";

it.each([
  [{ fullName: " Ada  Mary Example" }, { full_name: "Ada Mary Example", first_name: "Ada", last_name: "Mary Example" }],
  [{ fullName: "Ada" }, { full_name: "Ada", first_name: "Ada" }],
  [
    { firstName: "Ada", lastName: "Example" },
    { full_name: "Ada Example", first_name: "Ada", last_name: "Example" },
  ],
  [
    { fullName: "Ada Example", lastName: "Example" },
    { full_name: "Ada Example", last_name: "Example" },
  ],
  [{ fullName: null }, {}],
])("names a person from %j", (given, names) => {
  expect(profileNames(given)).toEqual(names);
});

it.each([
  [{ full_name: "Jean-Luc de la Fontaine" }, ["Jean-Luc", "de la Fontaine"]],
  [{ full_name: "Jean-Luc de la Fontaine", last_name: "Fontaine" }, ["Jean-Luc de la", "Fontaine"]],
  [{ full_name: "Jean-Luc de la Fontaine", first_name: "jean-luc" }, ["jean-luc", "de la Fontaine"]],
  [{ full_name: "Li Xiaolong", last_name: "Li" }, ["Xiaolong", "Li"]],
  [{ full_name: "Ada Example", first_name: "Bea", last_name: "Other" }, ["Bea", "Other"]],
  [{ full_name: "Ada Example", last_name: "Other" }, ["Ada", "Other"]],
  [{ full_name: "Ada", first_name: "Ada" }, ["Ada", undefined]],
  [{ full_name: "Ada" }, ["Ada", undefined]],
  [{ full_name: "محمد بن علي" }, ["محمد", "بن علي"]],
  [{ full_name: "\u202eمحمد\u202c علي", first_name: "محمد" }, ["محمد", "علي"]],
  [{ full_name: " Ada \u00a0 Mary\nExample " }, ["Ada", "Mary Example"]],
  [{ first_name: "Ada", last_name: "" }, ["Ada", undefined]],
])("completes the names of %j", (info, [first_name, last_name]) => {
  expect(personNames(info)).toMatchObject({ first_name, ...(last_name ? { last_name } : {}) });
  expect(Object.keys(personNames(info))).toHaveLength(last_name ? 3 : 2);
});

it("writes a missing full name from its parts", () => {
  expect(personNames({ first_name: "Ada", last_name: "Example" }).full_name).toBe("Ada Example");
});

it.each([null, undefined, {}, { full_name: null }, { full_name: " \u200b", first_name: "" }])(
  "finds no name in %j",
  (info) => {
    expect(personNames(info)).toEqual({});
  },
);
