// tsx scripts/generate-api-pages.ts
//
// Writes the API reference of the site from the declarations that are built. Git ignores it.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Application, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { publishedPackages, root } from "./manifests/published-packages";

/** The packages whose users write code against their types. */
const documented = ["core", "testing"];

const options: TypeDocOptions & Partial<PluginOptions> = {
  plugin: ["typedoc-plugin-markdown"],
  readme: "none",
  outputFileStrategy: "modules",
  entryFileName: "modules",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  // The site's own search finds lines; those of the sources would change with every commit.
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  useCodeBlocks: true,
  sanitizeComments: true,
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  logLevel: "Warn",
};

for (const { slug, name, folder, entries } of publishedPackages.filter(({ slug }) => documented.includes(slug))) {
  const out = join(root, "docs", "api", slug);
  await rm(out, { recursive: true, force: true });
  const settings: TypeDocOptions & Partial<PluginOptions> = {
    ...options,
    name,
    pageTitleTemplates: { module: (module) => (module.name === "index" ? name : `${name}/${module.name}`) },
    // Named as users import them. They hold what is exported, and no more.
    entryPoints: entries.map(({ path }) => join(folder, "dist", `${path === "." ? "index" : path.slice(2)}.d.ts`)),
    outputs: [{ name: "markdown", path: out }],
    tsconfig: join(root, "scripts", "docs", "tsconfig.api.json"),
  };
  const application = await Application.bootstrapWithPlugins(settings);
  const project = await application.convert();
  if (!project || application.logger.hasErrors()) throw new Error(`the API pages of ${slug} cannot be generated`);
  await application.generateOutputs(project);
}
