import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "./figure";
import { median } from "./median";

const execute = promisify(execFile);
const rounds = 9;
const aimMs = 60;

/** How long the first `import` of each connector takes in a fresh process. */
export async function measureImports(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of ["@hrflow-connectors/lever", "@hrflow-connectors/greenhouse"]) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await importOnce(name));
    const ms = median(times);
    figures.push({
      what: `import ${name}`,
      value: `${ms.toFixed(0)} ms`,
      aim: `at most ${aimMs} ms`,
      holds: ms <= aimMs,
    });
  }
  return figures;
}

async function importOnce(name: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - start);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script]);
  return Number(stdout);
}
