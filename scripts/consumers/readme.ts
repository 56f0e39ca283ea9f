import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { publishedPackages, root } from "../manifests/published-packages";

/** One example of a README or another page. */
export interface Fence {
  /** Such as `packages/lever/README.md:17`. */
  place: string;
  code: string;
}

/** Returns the TypeScript examples of a README, in order. */
export async function fencesOf(readme: string): Promise<Fence[]> {
  const text = await readFile(readme, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    return { place: `${relative(root, readme)}:${line}`, code: match[1] ?? "" };
  });
}

/** Returns the names of our packages that the code imports. */
export function ownImports(code: string): string[] {
  return publishedPackages.map(({ name }) => name).filter((name) => new RegExp(`["']${name}["'/]`).test(code));
}

/** Writes each example to a file that is named after its place. */
export async function writeFences(project: string, fences: Fence[]): Promise<void> {
  await mkdir(join(project, "readme"), { recursive: true });
  for (const { place, code } of fences) {
    const name = `${place.replace(/\W+/g, "-")}.ts`;
    await writeFile(join(project, "readme", name), `// ${place}\n${code}`);
  }
}
