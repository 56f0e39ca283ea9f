import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { difference, isCredentialRefused } from "@hrflow-connectors/testing/vitest";
import { leaksIn } from "../environment/person";
import { createEnvironment } from "../environment/push";
import type { PushFixture, Variant } from "../environment/variant";
import type { KillPoint } from "./kill-points";
import { runProcess } from "./run-process";

/** Any 32 bytes, in base64. */
const encryptionKey = btoa("0123456789abcdef0123456789abcdef");

/** Returns the moments of a push that is not killed, and what it creates. */
export async function observePush(
  variant: Variant,
  fixture: PushFixture,
): Promise<{ moments: string[]; parts: string[] }> {
  return withTemporaryFolder(async (directory) => {
    const environment = createEnvironment(variant, fixture);
    const { moments } = await runProcess({ environment, connector: variant.connector, directory, times: 1 });
    return { moments, parts: environment.parts() };
  });
}

/** Kills a process at the point and runs the push twice in another process. Returns one line per failed check. */
export async function checkKillPoint(point: KillPoint): Promise<string[]> {
  const { variant, fixture, parts, killAt, delayMs, isEncrypted } = point;
  return withTemporaryFolder(async (directory) => {
    const environment = createEnvironment(variant, fixture);
    const settings = {
      environment,
      connector: variant.connector,
      directory,
      ...(isEncrypted ? { encryptionKey } : {}),
    };
    const killed = await runProcess({ ...settings, times: 1, killAt, ...(delayMs === undefined ? {} : { delayMs }) });
    if (killed.results) return ["was not killed"];
    const violations = await checkFiles(directory, isEncrypted);

    let { results = [] } = await runProcess({ ...settings, times: 2 });
    if (results.every(isCredentialRefused) && environment.renew())
      results = (await runProcess({ ...settings, times: 2 })).results ?? [];
    const [push, repeated] = results;
    return [
      ...violations,
      ...(await checkFiles(directory, isEncrypted)),
      ...difference(parts, environment.parts()).map((part) => `missing: ${part}`),
      ...difference(environment.parts(), parts).map((part) => `duplicate or unexpected: ${part}`),
      ...(push?.status === "success" ? [] : [`the second process returns ${JSON.stringify(push)}`]),
      ...(repeated?.receipts.every(({ replayed }) => replayed) ? [] : ["repeated push: the receipts are not replayed"]),
      ...leaksIn(JSON.stringify(results)).map((leak) => `exposes ${leak}`),
    ];
  });
}

/** Reports files that are only partly written, or not encrypted although they should be. */
async function checkFiles(directory: string, isEncrypted: boolean): Promise<string[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(".json"));
  const violations = names.map(async (name) => {
    const text = await readFile(join(directory, name), "utf8");
    try {
      JSON.parse(text);
    } catch {
      return [`${name} is not valid JSON: ${text}`];
    }
    return isEncrypted && !text.includes('"encrypted"') ? [`${name} is not encrypted`] : [];
  });
  return (await Promise.all(violations)).flat();
}

async function withTemporaryFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "reliability-"));
  try {
    return await work(join(directory, "state"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
