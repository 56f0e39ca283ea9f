import { InputError } from "@hrflow-connectors/core/connector";
import { canonical, line } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";

/** Sent in place of a missing first or last name: Greenhouse requires both. */
const unknown = "-";

/** The two names that Greenhouse requires. Throws `InputError` if the profile has no name at all. */
export function candidateName(info: HrflowProfile["info"]): {
  first_name: string;
  last_name: string;
  warnings: string[];
} {
  const full = line(info?.full_name);
  const first = line(info?.first_name);
  const last = line(info?.last_name);
  if (!full && !first && !last) {
    throw new InputError(
      "info.first_name, info.last_name and info.full_name are all empty: Greenhouse requires a name",
    );
  }
  const [head, tail] = splitAtFirstBlank(full);
  const first_name = first ?? (last ? missingPart(full, last, head) : head);
  const last_name = last ?? (first ? missingPart(full, first, tail ?? head) : tail);
  const warnings = [
    ...(first_name ? [] : [`first_name is "${unknown}": the profile has none`]),
    ...(last_name ? [] : [`last_name is "${unknown}": the profile has none`]),
  ];
  return { first_name: first_name ?? unknown, last_name: last_name ?? unknown, warnings };
}

function splitAtFirstBlank(full: string | undefined): [string | undefined, string | undefined] {
  if (!full) return [undefined, undefined];
  const at = full.indexOf(" ");
  return at < 0 ? [full, undefined] : [full.slice(0, at), full.slice(at + 1)];
}

/**
 * The full name without the part that is known; `otherwise` if the known part is not in it. Compared word by word: a spelling for
 * comparing may be longer or shorter than the text.
 */
function missingPart(full: string | undefined, known: string, otherwise: string | undefined): string | undefined {
  const parts = full?.split(" ") ?? [];
  const count = known.split(" ").length;
  const isKnown = (part: string[]) => canonical(part.join(" ")) === canonical(known);
  if (isKnown(parts)) return undefined;
  if (isKnown(parts.slice(0, count))) return parts.slice(count).join(" ");
  if (isKnown(parts.slice(-count))) return parts.slice(0, -count).join(" ");
  return otherwise;
}
