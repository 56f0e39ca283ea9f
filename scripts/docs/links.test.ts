import { join } from "node:path";
import { expect, it } from "vitest";
import { siteLink } from "../../docs/.vitepress/config";
import { publishedPackages, root } from "../manifests/published-packages";
import { anchorsOf, linkFaults } from "./links";
import { markdownOf } from "./markdown-of";

it("finds links to files and headings that do not exist, and no others", () => {
  const page = join(root, "docs", "page.md");
  const text = [
    "# Title `a.b`",
    "[a](incremental.md) [b](#title-ab) [c](https://example.com/x#y) [d](../packages/core)",
    "`[code](none.md)` [e](none.md) [f](incremental.md#none) [g](../packages/core#none)",
    "```md\n[h](none.md)\n```",
    "[i](#title)",
  ].join("\n");
  expect(linkFaults(page, `${text}`)).toEqual([
    "docs/page.md:3: none.md does not exist",
    "docs/page.md:3: incremental.md#none leads to no heading",
    "docs/page.md:3: ../packages/core#none leads to no heading",
    "docs/page.md:7: #title leads to no heading",
  ]);
});

it("names headings as GitHub does", () => {
  const text =
    "# What `a.b()` does, and why\n\n## Limits\n\n```md\n# No heading\n```\n\n## Limits\n\n### [A link](b.md)!\n";
  expect([...anchorsOf(text)]).toEqual(["what-ab-does-and-why", "limits", "limits-1", "a-link"]);
});

it("has no broken link in any page", () => {
  const readmes = publishedPackages.map(({ folder }) => join(folder, "README.md"));
  const pages = [join(root, "README.md"), join(root, "CONTRIBUTING.md"), ...markdownOf("docs"), ...readmes];
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.flatMap((page) => linkFaults(page))).toEqual([]);
});

it.each([
  ["incremental.md", "README.md", "incremental.md"],
  ["../actions/README.md", "guide/stores.md", "../actions/README.md"],
  ["#limits", "README.md", "#limits"],
  ["https://example.com", "README.md", "https://example.com"],
  [
    "../packages/core#api",
    "fields.md",
    "https://github.com/hrflow-connectors/hrflow-connectors-js/tree/main/packages/core#api",
  ],
  [
    "../../SECURITY.md",
    "guide/security.md",
    "https://github.com/hrflow-connectors/hrflow-connectors-js/blob/main/SECURITY.md",
  ],
  [
    "manifest.json",
    "README.md",
    "https://github.com/hrflow-connectors/hrflow-connectors-js/blob/main/docs/manifest.json",
  ],
])("leads %s of %s to %s on the site", (href, page, target) => {
  expect(siteLink(href, page)).toBe(target);
});
