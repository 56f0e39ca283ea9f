import { build } from "esbuild";
import type { PublishedPackage } from "../manifests/published-packages";

/**
 * Bundles every entry that is not for Node only, and returns the sizes in bytes. An import of `node:` anything is an error:
 * browsers cannot load it.
 */
export async function bundle(project: string, { entries, checks }: PublishedPackage): Promise<Map<string, number>> {
  const sizes = entries
    .filter(({ path }) => !checks.nodeEntries?.includes(path))
    .map(async ({ specifier }) => {
      const { outputFiles } = await build({
        stdin: { contents: `export * from "${specifier}";`, resolveDir: project },
        bundle: true,
        format: "esm",
        platform: "browser",
        minify: true,
        write: false,
        logLevel: "silent",
      });
      const [file] = outputFiles;
      if (!file || /\bfrom\s*["']|\brequire\(["']|\bimport\(/.test(file.text)) {
        throw new Error(`the browser bundle of ${specifier} still loads a module`);
      }
      return [specifier, file.contents.byteLength] as const;
    });
  return new Map(await Promise.all(sizes));
}
