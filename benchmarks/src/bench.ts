import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import Table from "cli-table3";
import { measurePushCpu } from "./cpu-per-push";
import { measureFileStore } from "./file-store";
import { measureImports } from "./import-time";
import type { Figure } from "./measure";
import { measureSizes } from "./package-size";
import { cellsOf, performancePage } from "./performance-page";
import { measurePullMemory } from "./pull-memory";
import { measurePullOverhead } from "./pull-overhead";
import { measurePullSpeed } from "./pull-speed";
import { measurePullWrites } from "./pull-writes";
import { measureRateLimits } from "./rate-limits";
import { measureRoundTrips } from "./round-trips";
import { measureRunner } from "./runner-overhead";
import { measureStoreWrites } from "./store-writes";

const suites = {
  runner: measureRunner,
  rounds: measureRoundTrips,
  cpu: measurePushCpu,
  reading: measurePullOverhead,
  pulls: measurePullSpeed,
  memory: measurePullMemory,
  writes: measurePullWrites,
  ledger: measureStoreWrites,
  store: measureFileStore,
  limits: measureRateLimits,
  import: measureImports,
  size: measureSizes,
};

/** Writes the figures to docs/performance.md, where all of them were measured. */
const writes = process.argv.includes("--write");
const selected = process.argv.slice(2).filter((argument) => argument !== "--write");
const unknown = selected.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`Unknown benchmark: ${unknown.join(", ")}. Available: ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}
if (writes && selected.length > 0) {
  console.error("--write needs the figures of all benchmarks: name none.");
  process.exit(2);
}
const machine = `Node ${process.versions.node}, ${availableParallelism()} cores`;
console.log(machine);
const measured: [suite: string, figures: Figure[]][] = [];
for (const [suite, measure] of Object.entries(suites)) {
  if (selected.length > 0 && !selected.includes(suite)) continue;
  const table = new Table({ head: [suite, "measured", "target", "result"], style: { head: [], border: [] } });
  const figures = await measure();
  measured.push([suite, figures]);
  for (const figure of figures) table.push(cellsOf(figure));
  console.log(table.toString());
}
if (writes) await writeFile(new URL("../../docs/performance.md", import.meta.url), performancePage(machine, measured));
