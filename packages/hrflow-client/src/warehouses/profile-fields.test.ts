import { expect, it } from "vitest";
import { originFile, profileItem, profileText } from "./profile-fields";

it("renders name, titles at companies, schools and skills, a line each, without what is absent", () => {
  const profile = {
    info: { full_name: "Ada Example" },
    experiences: [{ title: "Clerk", company: "Old Mills" }, { title: "", company: "New Mills" }, { title: null }],
    educations: [{ school: "University of London", title: "Master" }],
    skills: [
      { name: "typescript", type: "hard" as const },
      { name: "sql", type: "hard" as const },
    ],
  };
  expect(profileText(profile as never)).toBe(
    "Ada Example\nClerk at Old Mills\nNew Mills\nMaster, University of London\ntypescript, sql",
  );
  expect(profileText({ info: {} })).toBe("");
});

it("writes a profile without what is absent", () => {
  expect(
    profileItem({
      reference: "7",
      info: { full_name: "Ada Example", email: undefined, phone: " ", location: " Lyon\n", urls: [] },
      experiences: [{}, { title: "Clerk" }],
      educations: [{}],
      skills: [],
      created_at: "2026-05",
      resume: undefined,
      tags: [{ name: "acme_id", value: "7" }],
    }),
  ).toEqual({
    reference: "7",
    info: { full_name: "Ada Example", location: { text: "Lyon" } },
    text: "Ada Example\nClerk",
    experiences: [{ title: "Clerk" }],
    created_at: "2026-05-01T00:00:00.000Z",
    tags: [{ name: "acme_id", value: "7" }],
  });
});

it("keeps a text, a location with its parts, and a resume as they are given", () => {
  const location = { text: "Lyon", fields: { city: "Lyon" } };
  const resume = { id: "9", fileName: "cv.pdf" };
  expect(profileItem({ info: { location }, text: " An\nengineer ", resume })).toEqual({
    ...{ info: { location }, text: "An\nengineer", resume },
  });
});

it.each([null, undefined, "", "\u200b", "2020-13-45", {}, true])(
  "leaves out a time of creation that cannot be read: %j",
  (time) => {
    expect(profileItem({ info: {}, created_at: time })).toEqual({ info: {}, text: "" });
  },
);

it.each([
  [12, " cv.pdf ", { id: "12", fileName: "cv.pdf" }],
  ["a/1", null, { id: "a/1" }],
  [0, "", { id: "0" }],
  ["", "cv.pdf", undefined],
  [null, "cv.pdf", undefined],
  [{}, undefined, undefined],
])("names the file of the origin with the id %j and the name %j", (id, name, file) => {
  expect(originFile(id, name)).toEqual(file);
});
