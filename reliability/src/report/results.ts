import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { CellRecord } from "../matrix/check-cells";
import type { SituationKind } from "../situations/situation";

/** What one part of the soak writes for the report. */
export type SoakResult =
  | { kind: "matrix"; connector: string; credential: string; cells: CellRecord[] }
  /** The other actions, of which `credential` is the name. */
  | { kind: "flows"; connector: string; credential: string; cells: CellRecord[] }
  | { kind: "kills"; connector: string; credential: string; moments: string[] }
  | {
      kind: "situations";
      connector: string;
      credential: string;
      situation: SituationKind;
      count: number;
      /** How many ended with a failure that says that the outcome is unknown. */
      unsure: number;
      /** How many were finished by the protocol that began, since the last one refused to. */
      refused: number;
    }
  | { kind: "scenarios"; connector: string; count: number; mixed: number };

const folder = new URL("../../test-results/soak/", import.meta.url);

export async function writeResults(name: string, result: SoakResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name.replace(/\W+/g, "-")}.json`, folder), JSON.stringify(result));
}

/** Reads the results of the last soak. */
export async function readResults(): Promise<SoakResult[]> {
  const names = (await readdir(fileURLToPath(folder))).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"))));
}
