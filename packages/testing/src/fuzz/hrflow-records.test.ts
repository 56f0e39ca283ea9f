import fc from "fast-check";
import { expect, it } from "vitest";
import { loadDocument } from "../document/load-document";
import { schemaValidator } from "../document/schema-validator";
import { arbitraryJob, arbitraryProfile, validateJob, validateProfile } from "./hrflow-records";

const document = await loadDocument(new URL("../../../../specs/hrflow/openapi.yaml", import.meta.url));
const { validate } = schemaValidator(document);

it.each([
  ["arbitraryProfile", "Profile", arbitraryProfile()],
  ["arbitraryJob", "Job", arbitraryJob()],
])("%s generates what HrFlow.ai's document calls a %s", (_, schema, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (record) => {
      expect(validate(schema, record)).toEqual([]);
    }),
  );
});

it("arbitraryProfile leaves fields out, and generates nulls, empty lists and full ones", () => {
  const profiles = fc.sample(arbitraryProfile<{ skills?: unknown[] | null }>(), { seed: 1, numRuns: 100 });
  const kinds = profiles.map(({ skills }) => (skills ? Math.min(skills.length, 1) : skills));
  expect(new Set(kinds)).toEqual(new Set([undefined, null, 0, 1]));
});

it("arbitraryJob takes the overrides of arbitraryOf", () => {
  const jobs = fc.sample(arbitraryJob<{ name?: unknown }>({ overrides: { name: fc.constant("Engineer") } }), 50);
  expect(new Set(jobs.map(({ name }) => name))).toEqual(new Set([undefined, "Engineer"]));
});

it("validateProfile names what HrFlow.ai does not accept", () => {
  expect(validateProfile({ info: { full_name: "Ada Example" }, text: "" })).toEqual([]);
  expect(validateProfile({ info: { full_name: 7 }, text: "", name: "Ada" })).toEqual([
    '/ must NOT have additional properties: "name"',
    "/info/full_name must be string,null",
  ]);
  expect(validateProfile({ info: {} })).toEqual(["/ must have required property 'text'"]);
  expect(validateProfile(null)).toEqual(["/ must be object"]);
});

it("validateProfile lets an item name its resume, which is not sent with the profile", () => {
  const profile = { info: {}, text: "" };
  for (const resume of [undefined, { url: "https://files.example.com/ada.pdf" }, { id: "o1/r1", fileName: "ada.pdf" }])
    expect(validateProfile({ ...profile, resume })).toEqual([]);
  for (const resume of [null, {}, { url: "" }, "https://files.example.com/ada.pdf"])
    expect(validateProfile({ ...profile, resume })).toEqual(["/resume must have an id or a url"]);
});

it("validateJob names what HrFlow.ai does not accept", () => {
  const location = { text: "Paris", lat: null, lng: null };
  expect(validateJob({ name: "Engineer", location, sections: [] })).toEqual([]);
  expect(validateJob({ name: null, location, title: "Engineer" })).toEqual([
    '/ must NOT have additional properties: "title"',
    "/name must be string",
  ]);
});
