import { dirname, join } from "node:path";
import ts from "typescript";

export interface SourceFile {
  /** Relative to the root, with slashes. */
  path: string;
  text: string;
}

/** The files that each file imports, by path. Type-only and dynamic imports count. */
export type ImportGraph = Map<string, string[]>;

/**
 * Builds the graph of the files among themselves. `entries` has the source file of each entry of our packages by specifier:
 * imports from package to package are edges too.
 */
export function importGraph(files: SourceFile[], entries: Map<string, string> = new Map()): ImportGraph {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const targets = importsOf(text).flatMap((specifier) => {
        const target = specifier.startsWith(".")
          ? candidates(join(dirname(path), specifier)).find((candidate) => known.has(candidate))
          : entries.get(specifier);
        return target && known.has(target) ? [target] : [];
      });
      return [path, [...new Set(targets)]];
    }),
  );
}

/** Returns the specifiers of all imports and re-exports of a file. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function candidates(path: string): string[] {
  return [path, `${path}.ts`, `${path}.mjs`, `${path}/index.ts`, path.replace(/\.js$/, ".ts")];
}

/**
 * Returns import cycles until each file that is in one is in at least one of the result. Each is the shortest of its first file,
 * which is repeated at the end.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const reported = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (reported.has(start)) continue;
    const cycle = shortestCycle(graph, start);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const file of cycle) reported.add(file);
  }
  return cycles;
}

function shortestCycle(graph: ImportGraph, start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const target of graph.get(file) ?? []) {
      if (target === start) return [...pathTo(file, cameFrom), start];
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, file);
      queue.push(target);
    }
  }
  return null;
}

function pathTo(file: string, cameFrom: Map<string, string>): string[] {
  const previous = cameFrom.get(file);
  return previous === undefined ? [file] : [...pathTo(previous, cameFrom), file];
}
