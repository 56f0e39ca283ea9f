import type { Figure } from "./measure";

/** A figure as the cells of a table: its name, the value, the target, and whether it was met. */
export function cellsOf({ name, value, target = "", passed }: Figure): [string, string, string, string] {
  return [name, value, target, passed === undefined ? "" : passed ? "passed" : "MISSED"];
}

/** What the benchmarks measure, by their names on the command line. */
const titles: Record<string, string> = {
  runner: "The runner against a hand-written loop",
  rounds: "Round trips of a push",
  cpu: "CPU of a push against the same requests by hand, over loopback",
  reading: "Reading and formatting against a hand-written loop",
  pulls: "Pulls against a hand-written page loop",
  memory: "Memory of pulls",
  writes: "Pulls that write",
  ledger: "Writes to the store per push",
  store: "Many pushes at once on the file store",
  limits: "Use of the vendors' rate limits",
  import: "Import time",
  size: "Sizes",
};

/** The page with the figures of one run of all benchmarks. */
export function performancePage(machine: string, measured: readonly (readonly [string, Figure[]])[]): string {
  const tables = measured.map(([suite, figures]) => {
    const rows = figures.map((figure) => `| ${cellsOf(figure).join(" | ")} |`);
    const head = "| figure | measured | target | result |\n| --- | --- | --- | --- |";
    return `## ${titles[suite] ?? suite}\n\n\`npm run bench -- ${suite}\`\n\n${head}\n${rows.join("\n")}\n`;
  });
  return `# Performance

\`npm run bench -- --write\` measured these figures and wrote this page, on ${machine}. Your machine will have other times;
ratios compare two things in one run. Values in parentheses are the lowest and the highest of several runs, the value before them is
their median. A missed target fails nothing: a noisy machine misses some.

${tables.join("\n")}`;
}
