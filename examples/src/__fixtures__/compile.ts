import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Compiles a program, because tsx takes each of its processes half a second to start. Returns the path of the result, from which the
 * files of the examples are found like from `src`.
 */
export async function compile(program: string): Promise<string> {
  const outfile = fileURLToPath(new URL(`../../test-results/${basename(program, ".ts")}.mjs`, import.meta.url));
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  return outfile;
}
