import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Figure } from "./measure";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const targetMegabytes = 8;

/** Measures each package's tarball, and its size on disk after installation, including dependencies. */
export async function measureSizes(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const folder of ["core", "hrflow-client", "lever", "greenhouse"]) {
    const directory = join(root, "packages", folder);
    const packed = await packedSize(directory);
    const installed = await installedSize(directory, new Map());
    const megabytes = [...installed.values()].reduce((sum, size) => sum + size, 0) / 1e6;
    figures.push({
      name: `${folder}: tarball size, installed size with ${installed.size - 1} dependencies`,
      value: `${(packed / 1e3).toFixed(0)} kB, ${megabytes.toFixed(1)} MB`,
      target: `at most ${targetMegabytes} MB`,
      passed: megabytes <= targetMegabytes,
    });
  }
  return [...figures, ...(await measureBundles())];
}

/** What is imported, from where, and how large its bundle may be, in kB. */
const bundles: [string, string, number][] = [
  ["lever", "@hrflow-connectors/lever", 55],
  ["createLeverClient", "@hrflow-connectors/lever/client", 8],
  ["greenhouse", "@hrflow-connectors/greenhouse", 60],
];

/** Measures what an import costs in a browser: bundled, minified and compressed. */
async function measureBundles(): Promise<Figure[]> {
  const figures = bundles.map(async ([name, from, most]) => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${name} } from "${from}";`, resolveDir: root },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "error",
    });
    const kilobytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).byteLength / 1e3;
    return {
      name: `bundle of import { ${name} } from "${from}", gzip`,
      value: `${kilobytes.toFixed(1)} kB`,
      target: `at most ${most} kB`,
      passed: kilobytes <= most,
    };
  });
  return Promise.all(figures);
}

interface PackReport {
  size: number;
  files: { path: string; size: number }[];
}

async function pack(directory: string): Promise<PackReport> {
  const { stdout } = await execute("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: directory });
  const [report] = JSON.parse(stdout) as PackReport[];
  if (!report) throw new Error(`npm pack reported no package in ${directory}`);
  return report;
}

async function packedSize(directory: string): Promise<number> {
  return (await pack(directory)).size;
}

/** Returns bytes per package folder. Our own packages count only the files they publish, others all files. */
async function installedSize(directory: string, sizes: Map<string, number>): Promise<Map<string, number>> {
  const folder = await realpath(directory);
  if (sizes.has(folder)) return sizes;
  const isOurs = folder.startsWith(join(root, "packages"));
  sizes.set(folder, isOurs ? await unpackedSize(folder) : await folderSize(folder));
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) await installedSize(find(name, folder), sizes);
  return sizes;
}

async function unpackedSize(directory: string): Promise<number> {
  return (await pack(directory)).files.reduce((sum, file) => sum + file.size, 0);
}

async function folderSize(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.name !== "node_modules")
    .map(async (entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? folderSize(path) : (await stat(path)).size;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function find(name: string, from: string): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return find(name, dirname(from));
}
