import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { differences, generatePages } from "./action-pages/generate-pages";
import { loadConnectors } from "./action-pages/load-connectors";
import { publishedPackages, root } from "./manifests/published-packages";

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
const pages = await generatePages(await loadConnectors(publishedPackages), read);

const folder = "docs/actions";
const written = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
const { outdated, orphans } = differences(pages, written, read);

if (process.argv.includes("--check")) {
  for (const path of outdated) console.error(`${path} is outdated`);
  for (const path of orphans) console.error(`${path} belongs to no action`);
  if (outdated.length + orphans.length > 0) {
    console.error('Run "npm run generate".');
    process.exitCode = 1;
  }
} else {
  for (const path of orphans) await rm(join(root, path));
  for (const path of outdated) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), pages.get(path) ?? "");
  }
}
console.log(`${pages.size} generated documents, ${outdated.length} outdated, ${orphans.length} orphans.`);
