#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { exitCodes } from "./exit-codes";
import { runProgram } from "./program";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitCodes.stopped);
    process.stderr.write("\nStopping after what is under way. Ctrl-C again ends at once.\n");
    stop.abort();
  });
// `hrc list | head` closes the pipe early, which is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const envFile = join(process.cwd(), ".env");
const env = { ...(existsSync(envFile) ? parseEnv(readFileSync(envFile, "utf8")) : {}), ...process.env };
const { stdout, stderr } = process;
const context = { stdout, stderr, env, folder: process.cwd(), signal: stop.signal };
process.exitCode = await runProgram(process.argv.slice(2), context);
// All that matters is stored. A request that was given up may keep its connection, and the process with it, for minutes.
if (stop.signal.aborted) stdout.write("", () => process.exit());
