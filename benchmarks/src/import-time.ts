import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Figure, median } from "./measure";

const execute = promisify(execFile);
const rounds = 9;
const targetMs = 60;

/** Measures how long the first `import` of each connector takes in a new process. */
export async function measureImports(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of ["@hrflow-connectors/lever", "@hrflow-connectors/greenhouse"]) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await importOnce(name));
    const ms = median(times);
    figures.push({
      name: `import ${name}`,
      value: `${ms.toFixed(0)} ms`,
      target: `at most ${targetMs} ms`,
      passed: ms <= targetMs,
    });
  }
  return figures;
}

async function importOnce(name: string): Promise<number> {
  const script = `const start = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - start);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script]);
  return Number(stdout);
}
