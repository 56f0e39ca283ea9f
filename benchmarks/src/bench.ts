import { availableParallelism } from "node:os";
import Table from "cli-table3";
import { measureImports } from "./import-time";
import { measureSizes } from "./package-size";
import { measurePulls } from "./pull-postings";
import { measureRateLimits } from "./rate-limits";
import { measureRunner } from "./runner-overhead";

const suites = {
  runner: measureRunner,
  pull: measurePulls,
  limits: measureRateLimits,
  import: measureImports,
  size: measureSizes,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}
console.log(`Node ${process.versions.node}, ${availableParallelism()} cores`);
for (const [name, measure] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const table = new Table({ head: [name, "measured", "aim", ""], style: { head: [], border: [] } });
  for (const { what, value, aim, holds } of await measure()) table.push([what, value, aim, holds ? "holds" : "MISSED"]);
  console.log(table.toString());
}
