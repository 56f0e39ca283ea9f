import { describeError } from "@hrflow-connectors/core";
import { trimmed } from "@hrflow-connectors/core/formats";

/** What an education can name, each kept by Greenhouse as a list of its own. */
export const optionKinds = ["school_name", "degree", "discipline"] as const;
export type OptionKind = (typeof optionKinds)[number];

export interface EducationOption {
  id: number;
  name: string;
}

/** Finds the options of schools, degrees and disciplines by name. */
export interface EducationOptions {
  /** The option's id; undefined when there is none of that name. Throws what the lookup threw. */
  find(kind: OptionKind, name: string): Promise<number | undefined>;
}

/**
 * Reads each list once a run, when it is first needed. Names are compared whole, ignoring case and blanks; the first of
 * two equal ones wins. A list that could not be read is read again for the next candidate only where that may help.
 */
export function createEducationOptions(read: (kind: OptionKind) => AsyncIterable<EducationOption>): EducationOptions {
  const lists = new Map<OptionKind, Promise<Map<string, number>>>();
  const listFor = (kind: OptionKind) => {
    const known = lists.get(kind);
    if (known) return known;
    const list = idsByName(read(kind));
    lists.set(kind, list);
    list.catch((error: unknown) => {
      if (describeError(error).retryable) lists.delete(kind);
    });
    return list;
  };
  return {
    async find(kind, name) {
      return (await listFor(kind)).get(comparable(name));
    },
  };
}

async function idsByName(options: AsyncIterable<EducationOption>): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for await (const { id, name } of options) {
    const key = comparable(trimmed(name) ?? "");
    if (key !== "" && !ids.has(key)) ids.set(key, id);
  }
  return ids;
}

function comparable(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}
