import { expect, it } from "vitest";
import { profileNames, profileText, profileUrls } from "./profile-fields";

it("gives links the type of their host, and each link once", () => {
  const links = [
    "https://www.linkedin.com/in/ada",
    "github.com/ada",
    "https://x.com/ada",
    "https://fr-fr.facebook.com/ada",
    "https://notlinkedin.com/ada",
    "https://evil.example/?linkedin.com",
    "https://ada.example ",
    "https://ada.example",
    "",
    null,
  ];
  expect(profileUrls(links)).toEqual([
    { type: "linkedin", url: "https://www.linkedin.com/in/ada" },
    { type: "github", url: "github.com/ada" },
    { type: "twitter", url: "https://x.com/ada" },
    { type: "facebook", url: "https://fr-fr.facebook.com/ada" },
    { type: "from_resume", url: "https://notlinkedin.com/ada" },
    { type: "from_resume", url: "https://evil.example/?linkedin.com" },
    { type: "from_resume", url: "https://ada.example" },
  ]);
});

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
