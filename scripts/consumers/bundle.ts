import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { PublishedPackage } from "../manifests/published-packages";

/** Bundles every entry that is not for Node only, and returns the sizes in bytes. */
export async function bundle(project: string, { entries, checks }: PublishedPackage): Promise<Map<string, number>> {
  const sizes = entries
    .filter(({ path }) => !checks.nodeEntries?.includes(path))
    .map(async ({ specifier }) => {
      const stdin = { contents: `export * from "${specifier}";`, resolveDir: project };
      const { contents } = await bundleForBrowsers(specifier, { stdin });
      return [specifier, contents.byteLength] as const;
    });
  return new Map(await Promise.all(sizes));
}

/** Bundles a file of the project into one script, and returns its text. */
export async function bundlePage(project: string, file: string): Promise<string> {
  return (await bundleForBrowsers(file, { entryPoints: [join(project, file)] })).text;
}

/** An import of `node:` anything is an error: browsers cannot load it. */
async function bundleForBrowsers(name: string, input: Pick<BuildOptions, "stdin" | "entryPoints">) {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  const file = outputFiles?.[0];
  if (!file || /\bfrom\s*["']|\brequire\(["']|\bimport\(/.test(file.text)) {
    throw new Error(`the browser bundle of ${name} still loads a module`);
  }
  return file;
}
