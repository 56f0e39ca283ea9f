import { expect, it } from "vitest";
import { chooseLinks, profileUrls } from "./links";

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

const linksOf = (...urls: unknown[]) => ({
  urls: urls.map((url) => ({ type: "from_resume" as const, url: url as string })),
});

it("chooses a link for each site, and another one as the website", () => {
  const info = linksOf(
    "https://ada.example",
    " https://fr.linkedin.com/in/ada\u200b",
    "https://linkedin.com/in/other",
    "https://github.com/ada",
    "https://ada.example",
    null,
  );
  expect(chooseLinks(info, ["linkedin", "github"])).toEqual({
    bySite: { linkedin: "https://fr.linkedin.com/in/ada", github: "https://github.com/ada" },
    website: "https://ada.example",
    others: ["https://linkedin.com/in/other"],
  });
  expect(chooseLinks(info, ["linkedin"]).others).toEqual(["https://linkedin.com/in/other", "https://github.com/ada"]);
});

it.each([
  ["a link without its scheme", "linkedin.com/in/ada", {}],
  ["a link with another scheme", "mailto:ada@linkedin.com", {}],
  ["what is not a URL", "https://[", {}],
  ["the front page of a site", "https://www.linkedin.com/", { website: "https://www.linkedin.com/" }],
  ["a port of a site", "https://linkedin.com:8443/in/ada", { website: "https://linkedin.com:8443/in/ada" }],
  ["a site in the query", "https://ada.example?linkedin.com/in", { website: "https://ada.example?linkedin.com/in" }],
])("does not choose %s for a site", (_, url, chosen) => {
  const others = "website" in chosen ? [] : [url];
  expect(chooseLinks(linksOf(url), ["linkedin"])).toEqual({ bySite: {}, others, ...chosen });
});

it.each([null, undefined, {}, { urls: null }, { urls: [null] }])("chooses nothing from %j", (info) => {
  expect(chooseLinks(info as never, ["github"])).toEqual({ bySite: {}, others: [] });
});
