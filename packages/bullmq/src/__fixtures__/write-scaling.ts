// tsx packages/bullmq/src/__fixtures__/write-scaling.ts [speed|kills]: measures, and writes the figures of docs/scaling.md.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { startRedis } from "../../../../config/servers";
import { createChance, plannedKills, seed } from "./kill-plan";
import { emailOf } from "./people";
import { type FleetOutcome, type FleetSettings, runFleet } from "./run-fleet";
import { vendors } from "./vendors";

const page = new URL("../../../../docs/scaling.md", import.meta.url);
const sizes = [250, 1_000];

const cells = (...row: (string | number)[]) => `| ${row.join(" | ")} |`;
const table = (head: string[], rows: string[]) => [cells(...head), cells(...head.map(() => "---")), ...rows];
const rounded = (value: number, digits = 0) => value.toLocaleString("en", { maximumFractionDigits: digits });
const each = ({ bytes, keys }: { bytes: number; keys: number }, count: number) =>
  `${rounded(bytes / count)} bytes in ${rounded(keys / count, 1)} keys`;

async function measure(settings: Omit<FleetSettings, "server" | "concurrency">): Promise<FleetOutcome> {
  const server = await startRedis();
  try {
    const outcome = await runFleet({ server, concurrency: 10, ...settings });
    console.log(JSON.stringify({ ...settings, ...outcome, records: outcome.records.length }));
    return outcome;
  } finally {
    await server.remove();
  }
}

function replace(name: string, lines: string[]): void {
  const block = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end of ${name} -->)`);
  const text = readFileSync(page, "utf8");
  if (!block.test(text)) throw new Error(`docs/scaling.md has no part for ${name}`);
  writeFileSync(
    page,
    text.replace(block, (_, start, end) => `${start}${lines.join("\n")}\n${end}`),
  );
}

async function writeSpeed(): Promise<void> {
  const rows: string[] = [];
  for (const processes of [1, 4]) {
    for (const pushes of sizes) {
      const { durationMs, store, queue, requests } = await measure({ vendor: "lever", pushes, processes });
      const perSecond = rounded((pushes * 1_000) / durationMs, 1);
      const seconds = rounded(durationMs / 1_000, 1);
      rows.push(
        cells(processes, pushes, `${seconds} s`, perSecond, requests, each(store, pushes), each(queue, pushes)),
      );
      const head = [
        "processes",
        "pushes",
        "time",
        "pushes per second",
        "requests",
        "store, per push",
        "queue, per push",
      ];
      const machine = `${availableParallelism()} processors, Node ${process.version}`;
      const measured = `Measured on ${machine}, with the fakes and Redis on the same machine.`;
      replace("speed", [measured, "", ...table(head, rows)]);
    }
  }
}

async function writeKills(): Promise<void> {
  const rows: string[] = [];
  for (const restart of [true, false]) {
    for (const vendor of Object.keys(vendors)) {
      const pushes = 1_000;
      const chance = createChance(seed);
      const kills = plannedKills(chance);
      const restarts = restart ? [0.2 + chance() * 0.5] : [];
      const { records, durationMs, ends } = await measure({ vendor, pushes, processes: 4, kills, restarts });
      const expected = Array.from({ length: pushes }, (_, index) => vendors[vendor]?.recordsOf(emailOf(index)) ?? []);
      const distinct = new Set(records);
      const doubled = records.length - distinct.size;
      const lost = expected.flat().filter((one) => !distinct.has(one)).length;
      const killed = ends.filter((end) => end === "SIGKILL").length;
      const seconds = rounded(durationMs / 1_000);
      rows.push(cells(vendor, pushes, killed, restarts.length, records.length, doubled, lost, `${seconds} s`));
      const head = ["vendor", "pushes", "killed", "restarts of Redis", "records", "doubled", "lost", "time"];
      replace("kills", table(head, rows));
    }
  }
}

const [part] = process.argv.slice(2);
if (part !== "kills") await writeSpeed();
if (part !== "speed") await writeKills();
