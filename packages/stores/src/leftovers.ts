import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { list, modifiedAt, move, removeAll } from "./files";

/** No writer needs longer between creating a draft and renaming it. One that was suspended for so long fails when it continues. */
const abandonedMs = 3_600_000;

/** A new name for a file or folder that is prepared before it is renamed to its final name. */
export function draftName(ending: "tmp" | "lock"): string {
  return `.${randomUUID()}.${ending}`;
}

/**
 * Removes the drafts that killed writers left behind. `now` is the time of the file system, which may be on another host. Failures
 * are ignored: the next store object tries again.
 */
export async function removeLeftovers(directory: string, now: number): Promise<void> {
  const names = await list(directory).catch(() => []);
  for (const name of names.filter(isDraft)) await removeIfAbandoned(directory, name, now).catch(() => {});
}

function isDraft(name: string): boolean {
  return /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(tmp|lock)$/.test(name);
}

async function removeIfAbandoned(directory: string, name: string, now: number): Promise<void> {
  if ((await modifiedAt(join(directory, name))) > now - abandonedMs) return;
  // Renamed first, which is atomic: a writer that continues after all finds the whole draft or nothing.
  const discarded = join(directory, draftName("tmp"));
  await move(join(directory, name), discarded);
  await removeAll(discarded);
}
