// tsx scripts/test-on-nodes.ts <major>,<major>... [arguments of turbo]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeProgram } from "./processes/node-program";
import { runTurbo } from "./test-runs/run-turbo";

/**
 * Packages whose code does not depend on the Node line: mappings on core's HTTP, which Lever's tests represent. `check:consumers` installs
 * and runs every package on each line.
 */
const left = ["greenhouse", "ashby", "bamboohr", "workable", "manifest", "reliability"];
const filters = left.map((slug) => `--filter=!@hrflow-connectors/${slug}`);

const [majors = "", ...turboArguments] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "hrflow-nodes-"));
try {
  for (const major of majors.split(",")) {
    const node = await nodeProgram(major, folder);
    console.log(`\nNode ${node.version}`);
    const exitCode = await runTurbo(`tests-node-${major}`, ["test", ...filters, ...turboArguments], node);
    if (exitCode !== 0) process.exitCode = exitCode;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
