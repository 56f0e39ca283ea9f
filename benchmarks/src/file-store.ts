import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Figure, median } from "./measure";

const execute = promisify(execFile);
const child = fileURLToPath(new URL("file-store-child.ts", import.meta.url));

/** What most systems allow a process by default. */
const fileDescriptors = 1_024;
const rounds = 3;

interface PushReport {
  failures: number;
  error?: string;
  created: number;
  perSecond: number;
}

/** Measures pushes that all begin at once and share a file store. Each count runs in its own process. */
export async function measureFileStore(): Promise<Figure[]> {
  const reports: PushReport[] = [];
  for (let round = 0; round < rounds; round++) reports.push(await push(1_000));
  const many = await push(2_000);
  const rates = reports.map(({ perSecond }) => perSecond);
  const name = "file store, 1,000 pushes at once";
  return [
    {
      name: `${name}: pushes per second (${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)})`,
      value: median(rates).toFixed(0),
    },
    failures(`${name}, ${fileDescriptors} file descriptors: failures`, reports),
    failures(`file store, 2,000 pushes at once, ${fileDescriptors} file descriptors: failures`, [many]),
  ];
}

function failures(name: string, reports: PushReport[]): Figure {
  const count = reports.reduce((sum, report) => sum + report.failures, 0);
  const error = reports.find((report) => report.error)?.error;
  return { name, value: error ? `${count} (${error})` : String(count), target: "0", passed: count === 0 };
}

async function push(count: number): Promise<PushReport> {
  const directory = await mkdtemp(join(tmpdir(), "file-store-"));
  try {
    const command = `ulimit -n ${fileDescriptors}; exec "$0" --import tsx "$1" "$2" ${count}`;
    const { stdout } = await execute("bash", ["-c", command, process.execPath, child, directory]);
    return JSON.parse(stdout) as PushReport;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
