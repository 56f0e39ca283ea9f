import type { ConnectorAction } from "../contract/connector";
import type { AnyAction } from "../contract/run";
import { canonical } from "../formats/values";
import { isRecord } from "../state/plain-data";

/** What a format did with the fields of an item that hold something, by their paths, such as `experiences.0.title`. */
export interface Coverage {
  /** Their values are in what the format returned. */
  carried: string[];
  /** The format read them, and returned something else for them: a date in another form, a choice. */
  read: string[];
  /** The format never looked at them. */
  lost: string[];
}

/**
 * Runs the default format of an action on an item, or another format, and tells what became of each field.
 *
 * @example
 * const { lost } = await coverage(acme.pushProfile, profile);
 */
export async function coverage<A extends AnyAction>(
  { action }: ConnectorAction<A>,
  item: Parameters<A["format"]>[0],
  format: (item: Parameters<A["format"]>[0]) => unknown = action.format,
): Promise<Coverage> {
  const seen = new Set<string>();
  const output = await format(recording(item, "", seen) as typeof item);
  const texts = leavesOf(output).map(([, value]) => textOf(value));
  const whole = new Set(texts);
  const found: Coverage = { carried: [], read: [], lost: [] };
  for (const [path, value] of leavesOf(item)) {
    const text = textOf(value);
    if (text === "") continue;
    if (!seen.has(path)) found.lost.push(path);
    // A short text may be part of another one by chance.
    else if (whole.has(text) || (text.length > 3 && texts.some((one) => one.includes(text)))) found.carried.push(path);
    else found.read.push(path);
  }
  return found;
}

/** A view of a value that notes which of its leaves are read. */
function recording(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const entry: unknown = Reflect.get(target, name);
      if (typeof name === "symbol" || !Object.hasOwn(target, name)) return entry;
      const below = path ? `${path}.${name}` : name;
      if (typeof entry !== "object" || entry === null) seen.add(below);
      return recording(entry, below, seen);
    },
  });
}

/** The texts, numbers, booleans and nulls in plain data, each with its path. */
function leavesOf(value: unknown, path = ""): [string, unknown][] {
  if (!isRecord(value) && !Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, entry]) => leavesOf(entry, path ? `${path}.${name}` : name));
}

/** Empty for what holds nothing. */
function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : canonical(String(value));
}
