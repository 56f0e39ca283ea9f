import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A built file and all files that it loads from beside it, each once. Throws if one does not exist. */
export function loadedFiles(file: string, read = (path: string) => readFileSync(path, "utf8")): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const [, specifier] of read(path).matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      if (specifier) visit(join(dirname(path), specifier));
    }
  };
  visit(file);
  return [...found];
}
