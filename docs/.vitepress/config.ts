import { readFileSync } from "node:fs";
import { dirname, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import llms from "vitepress-plugin-llms";

const docs = fileURLToPath(new URL("..", import.meta.url));
const repository = "https://github.com/hrflow-connectors/hrflow-connectors-js";

interface Manifest {
  connectors: { name: string; slug: string; actions: { id: string; method: string }[] }[];
}
const { connectors }: Manifest = JSON.parse(readFileSync(new URL("../manifest.json", import.meta.url), "utf8"));

/** The pages of a connector's actions, as `npm run generate` writes them. */
const actionGroups = connectors.map(({ name, slug, actions }) => ({
  text: name,
  collapsed: true,
  items: actions.map(({ id, method }) => ({ text: method, link: `/actions/${slug}/${id}` })),
}));

/** A link that leads out of `docs` leads to the repository's page: packages, examples and specs are not part of the site. */
export function siteLink(href: string, page: string): string {
  if (/^([a-z]+:|[/#])/.test(href)) return href;
  const [path = "", hash] = href.split("#");
  const target = resolve(docs, dirname(page), path);
  const inside = relative(docs, target);
  if (!inside.startsWith(".."))
    return /\.(md|html)$|^$/.test(posix.extname(path)) ? href : `${repository}/blob/main/docs/${inside}`;
  const file = relative(resolve(docs, ".."), target).split(sep).join("/");
  const kind = posix.extname(file) === "" ? "tree" : "blob";
  return `${repository}/${kind}/main/${file}${hash === undefined ? "" : `#${hash}`}`;
}

/** A page of the API reference, which is generated before the site. */
const apiPage = (slug: string, entry: string) => ({
  text: entry === "" ? slug : `${slug}/${entry}`,
  link: `/api/${slug}/${entry}`,
});

export default defineConfig({
  title: "HrFlow connectors",
  description: "Typed connectors between HrFlow.ai and applicant tracking systems",
  lang: "en",
  cleanUrls: true,
  lastUpdated: false,
  // The playground promises that no request follows once it is loaded.
  router: { prefetchLinks: false },
  rewrites: (id) => id.replace(/(^|\/)README\.md$/, "$1index.md"),
  markdown: {
    config(md) {
      md.core.ruler.push("repository-links", ({ tokens, env }) => {
        for (const { children } of tokens)
          for (const token of children ?? []) {
            const href = token.type === "link_open" ? token.attrGet("href") : null;
            if (href !== null) token.attrSet("href", siteLink(href, env.relativePath ?? ""));
          }
      });
    },
  },
  vite: {
    // `llms.txt`, `llms-full.txt` and a Markdown file beside each page. Its types are those of another version of Vite.
    plugins: [llms({ domain: "", ignoreFiles: ["decisions.md"] }) as never],
    build: { chunkSizeWarningLimit: 2_000 },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guide", link: "/guide/first-push" },
      { text: "Playground", link: "/playground" },
      { text: "Actions", link: "/actions/" },
      { text: "Write a connector", link: "/connector-guide" },
      { text: "Repository", link: repository },
    ],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Your first push", link: "/guide/first-push" },
          { text: "An hourly workflow", link: "/guide/hourly-workflow" },
          { text: "State between runs", link: "/guide/stores" },
          { text: "Incremental runs", link: "/incremental" },
          { text: "Failures and replay", link: "/guide/failures" },
          { text: "Webhooks", link: "/webhooks" },
          { text: "Beyond one process", link: "/scaling" },
          { text: "Security and privacy", link: "/guide/security" },
        ],
      },
      {
        text: "Guarantees",
        items: [
          { text: "What happens when", link: "/reliability" },
          { text: "Fields", link: "/fields" },
        ],
      },
      {
        text: "API reference",
        collapsed: true,
        items: [
          ...["", "connector", "formats", "node", "limits", "webhooks"].map((entry) => apiPage("core", entry)),
          ...["", "fakes", "vitest"].map((entry) => apiPage("testing", entry)),
        ],
      },
      { text: "Actions", items: [{ text: "Catalogue", link: "/actions/" }, ...actionGroups] },
      {
        text: "More",
        items: [
          { text: "Coming from Python", link: "/migration" },
          { text: "Write a connector", link: "/connector-guide" },
          { text: "Decisions", link: "/decisions" },
        ],
      },
    ],
  },
});
