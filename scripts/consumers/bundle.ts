import { build } from "esbuild";
import type { PublishedPackage } from "../published-packages";

/** Entries whose job needs a file system, or a program that runs in Node. */
const forNodeAlone = [
  "@hrflow-connectors/core/file-store",
  "@hrflow-connectors/testing",
  "@hrflow-connectors/testing/vitest",
];

/** Bundles every entry for browsers, where an import of `node:` anything is an error. Answers the sizes in bytes. */
export async function bundle(project: string, { entries }: PublishedPackage): Promise<Map<string, number>> {
  const sizes = entries
    .filter(({ specifier }) => !forNodeAlone.includes(specifier))
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
        throw new Error(`${specifier} bundled for browsers still loads something`);
      }
      return [specifier, file.contents.byteLength] as const;
    });
  return new Map(await Promise.all(sizes));
}
