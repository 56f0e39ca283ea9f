import { availableParallelism } from "node:os";
import Table from "cli-table3";
import { measurePushCpu } from "./cpu-per-push";
import { measureFileStore } from "./file-store";
import { measureImports } from "./import-time";
import { measureSizes } from "./package-size";
import { measurePullOverhead } from "./pull-overhead";
import { measurePulls } from "./pull-postings";
import { measurePullWrites } from "./pull-writes";
import { measureRateLimits } from "./rate-limits";
import { measureRoundTrips } from "./round-trips";
import { measureRunner } from "./runner-overhead";

const suites = {
  runner: measureRunner,
  rounds: measureRoundTrips,
  cpu: measurePushCpu,
  reading: measurePullOverhead,
  pull: measurePulls,
  writes: measurePullWrites,
  store: measureFileStore,
  limits: measureRateLimits,
  import: measureImports,
  size: measureSizes,
};

const selected = process.argv.slice(2);
const unknown = selected.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`Unknown benchmark: ${unknown.join(", ")}. Available: ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores`);
for (const [suite, measure] of Object.entries(suites)) {
  if (selected.length > 0 && !selected.includes(suite)) continue;
  const table = new Table({ head: [suite, "measured", "target", "result"], style: { head: [], border: [] } });
  for (const { name, value, target = "", passed } of await measure()) {
    table.push([name, value, target, passed === undefined ? "" : passed ? "passed" : "MISSED"]);
  }
  console.log(table.toString());
}
