import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunResult } from "@hrflow-connectors/core";
import { difference } from "../matrix/judge";
import { createWorld } from "../world/create-world";
import { leaksIn } from "../world/secrets";
import type { Scenario, Variant } from "../world/variant";
import type { Point } from "./points";
import { runProcess } from "./run-process";

/** Any 32 bytes, in base64. */
const encryptionKey = btoa("0123456789abcdef0123456789abcdef");

/** The moments of a push that is left alone, and what it makes. */
export async function observe(variant: Variant, scenario: Scenario): Promise<{ moments: string[]; parts: string[] }> {
  return withFolder(async (directory) => {
    const world = createWorld(variant, scenario);
    const { moments } = await runProcess({ world, connector: variant.connector, directory, times: 1 });
    return { moments, parts: world.vendor.parts() };
  });
}

/** Kills a process at the point, pushes again in another one, and answers what is not as it must be. */
export async function checkPoint({ variant, scenario, parts, killAt, delayMs, isEncrypted }: Point): Promise<string[]> {
  return withFolder(async (directory) => {
    const world = createWorld(variant, scenario);
    const settings = { world, connector: variant.connector, directory, ...(isEncrypted ? { encryptionKey } : {}) };
    const killed = await runProcess({ ...settings, times: 1, killAt, ...(delayMs === undefined ? {} : { delayMs }) });
    if (killed.results) return ["was not killed"];
    const broken = await brokenFiles(directory, isEncrypted);

    let { results = [] } = await runProcess({ ...settings, times: 2 });
    if (world.consent && isRefused(results)) {
      world.consent();
      results = (await runProcess({ ...settings, times: 2 })).results ?? [];
    }
    const [push, again] = results;
    return [
      ...broken,
      ...(await brokenFiles(directory, isEncrypted)),
      ...difference(parts, world.vendor.parts()).map((part) => `missing: ${part}`),
      ...difference(world.vendor.parts(), parts).map((part) => `made twice: ${part}`),
      ...(push?.status === "success" ? [] : [`the second process answers ${JSON.stringify(push)}`]),
      ...(again?.receipts.length && again.receipts.every(({ replayed }) => replayed)
        ? []
        : ["once more: not replayed"]),
      ...leaksIn(JSON.stringify(results)).map((leak) => `lets out ${leak}`),
    ];
  });
}

/** A code or a refresh token that works once was used, and its process died before it kept what it gave. */
function isRefused(results: readonly RunResult[]): boolean {
  return results.every(({ failures }) =>
    failures.some(({ stage, error }) => stage === "open" && error.code === "authentication_failed"),
  );
}

/** Values that were half written, or that are not encrypted although they should be. */
async function brokenFiles(directory: string, isEncrypted: boolean): Promise<string[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(".json"));
  const faults = names.map(async (name) => {
    const text = await readFile(join(directory, name), "utf8");
    try {
      JSON.parse(text);
    } catch {
      return [`${name} is broken: ${text}`];
    }
    return isEncrypted && !text.includes('"encrypted"') ? [`${name} is not encrypted`] : [];
  });
  return (await Promise.all(faults)).flat();
}

async function withFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "reliability-"));
  try {
    return await work(join(directory, "state"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
