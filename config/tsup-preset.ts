import { existsSync, readFileSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Options } from "tsup";

/** How every package of this repository is built: ESM, declarations, source maps, its own version compiled in. */
export function packagePreset(settings: {
  entry: Record<string, string>;
  /** Libraries compiled into the package, tree-shaken, because whole they would outweigh it. Their licences go along. */
  inline?: string[];
}): Options {
  const inline = settings.inline ?? [];
  return {
    entry: settings.entry,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    clean: true,
    dts: true,
    sourcemap: true,
    splitting: true,
    treeshake: true,
    noExternal: inline,
    external: [/^node:/],
    esbuildOptions(options) {
      options.mainFields = ["module", "main"];
    },
    define: { __PACKAGE_VERSION__: JSON.stringify(JSON.parse(readFileSync("package.json", "utf8")).version) },
    async onSuccess() {
      await copyFile(new URL("../LICENSE", import.meta.url), "LICENSE");
      if (inline.length > 0) await writeFile("dist/third-party-licenses.txt", await licencesOf(inline));
    },
  };
}

async function licencesOf(names: string[]): Promise<string> {
  const texts = names.map(async (name) => {
    const folder = folderOf(name);
    return `${name}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
  });
  return (await Promise.all(texts)).join("\n----\n\n");
}

/** Not by module resolution: a package need not export its package.json. */
function folderOf(name: string, from = process.cwd()): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return folderOf(name, dirname(from));
}
