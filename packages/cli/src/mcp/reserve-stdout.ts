import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Writable } from "node:stream";

/**
 * Leaves stdout to the protocol, and returns the stream that writes to it. What the config, its formats or its logger write to the
 * console, to `process.stdout` or to its file descriptor (as pino does) goes to stderr. A worker thread's own writes do not.
 */
export function reserveStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  for (const name of ["write", "writeSync", "writev", "writevSync"] as const) redirect(name);
  syncBuiltinESMExports();
  // The program ends at once where nobody reads its output. The server stops its runs first: the stream below reports the error as well.
  stdout.removeAllListeners("error").on("error", () => undefined);
  return new Writable({ write: (chunk, _, done) => void write(chunk, done) });
}

function redirect(name: "write" | "writeSync" | "writev" | "writevSync"): void {
  const original = fs[name] as (descriptor: number, ...given: unknown[]) => unknown;
  const redirected = (descriptor: number, ...given: unknown[]) => original(descriptor === 1 ? 2 : descriptor, ...given);
  // `util.promisify` reads a symbol of the function.
  Object.assign(fs, { [name]: Object.defineProperties(redirected, Object.getOwnPropertyDescriptors(original)) });
}
