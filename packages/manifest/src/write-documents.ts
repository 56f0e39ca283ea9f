import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { differences } from "./action-pages";

/** Which documents are not as they are generated. */
export interface DocumentProblems {
  outdated: string[];
  orphans: string[];
}

/**
 * Writes the documents below a folder, and removes the pages in `<pages>` that belong to no action. With `isCheck` it only reports. The
 * paths are relative to the folder.
 */
export function writeDocuments(
  folder: string,
  documents: ReadonlyMap<string, string>,
  pages: string,
  isCheck: boolean,
): DocumentProblems {
  const pathOf = (path: string) => join(folder, path);
  const read = (path: string) => (existsSync(pathOf(path)) ? readFileSync(pathOf(path), "utf8") : undefined);
  const names = existsSync(pathOf(pages)) ? readdirSync(pathOf(pages), { recursive: true, encoding: "utf8" }) : [];
  const existing = names.filter((name) => name.endsWith(".md")).map((name) => `${pages}/${name.replaceAll("\\", "/")}`);
  const problems = differences(documents, existing, read);
  if (isCheck) return problems;
  for (const path of problems.orphans) rmSync(pathOf(path));
  for (const path of problems.outdated) {
    mkdirSync(dirname(pathOf(path)), { recursive: true });
    writeFileSync(pathOf(path), documents.get(path) ?? "");
  }
  return problems;
}
