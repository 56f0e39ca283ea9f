import { existsSync, readFileSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Options } from "tsup";
import { parse } from "yaml";

/** Builds a package as ESM with declarations, source maps and its own version compiled in. */
export function packagePreset(settings: {
  entry: Record<string, string>;
  /** Libraries that are tree-shaken and compiled in, because installing them whole would cost users more. */
  inline?: string[];
  /** YAML documents that are published as JSON, by the name of the built file. */
  documents?: Record<string, string>;
}): Options {
  const inline = settings.inline ?? [];
  const compiledIn = new Set<string>();
  return {
    entry: settings.entry,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    clean: true,
    // `npm run typecheck` checks all packages at once; a second check in each build costs a fifth of the build.
    dts: { compilerOptions: { noCheck: true } },
    sourcemap: true,
    splitting: true,
    treeshake: true,
    noExternal: inline,
    external: [/^node:/],
    esbuildOptions(options) {
      options.mainFields = ["module", "main"];
    },
    esbuildPlugins: [
      {
        name: "compiled-in",
        setup(build) {
          build.initialOptions.metafile = true;
          build.onEnd(({ metafile }) => {
            const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.entries(output.inputs));
            for (const [file, { bytesInOutput }] of inputs) {
              if (bytesInOutput === 0) continue;
              const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
              if (name) compiledIn.add(name);
            }
          });
        },
      },
    ],
    define: { __PACKAGE_VERSION__: JSON.stringify(JSON.parse(readFileSync("package.json", "utf8")).version) },
    async onSuccess() {
      await copyFile(new URL("../LICENSE", import.meta.url), "LICENSE");
      for (const [name, document] of Object.entries(settings.documents ?? {})) {
        const content = parse(await readFile(document, "utf8"), { maxAliasCount: -1 });
        await writeFile(join("dist", name), `${JSON.stringify(content)}\n`);
      }
      if (compiledIn.size === 0) return;
      await writeFile("dist/third-party-licenses.txt", await licensesOf([...compiledIn].sort()));
    },
  };
}

async function licensesOf(names: string[]): Promise<string> {
  const texts = names.map(async (name) => {
    const folder = folderOf(name);
    return `${name}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
  });
  return (await Promise.all(texts)).join("\n----\n\n");
}

/** Searches the folders, because module resolution fails for a package that does not export its package.json. */
function folderOf(name: string, from = process.cwd()): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return folderOf(name, dirname(from));
}
