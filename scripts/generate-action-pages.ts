import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeDocuments } from "../packages/manifest/src/write-documents";
import { generatePages, loadConnectors } from "./action-pages/generate-pages";
import { publishedPackages, root } from "./manifests/published-packages";

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
const pages = await generatePages(await loadConnectors(publishedPackages), read);
const isCheck = process.argv.includes("--check");
const { outdated, orphans } = writeDocuments(root, pages, "docs/actions", isCheck);
if (isCheck && outdated.length + orphans.length > 0) {
  for (const path of outdated) console.error(`${path} is outdated`);
  for (const path of orphans) console.error(`${path} belongs to no action`);
  console.error('Run "npm run generate".');
  process.exitCode = 1;
}
console.log(`${pages.size} generated documents, ${outdated.length} outdated, ${orphans.length} orphans.`);
