import { canonical, compact, line } from "@hrflow-connectors/core/formats";
import type { HrflowProfileInfo, HrflowProfileWrite } from "../hrflow-types";

type Names = Pick<HrflowProfileWrite["info"], "full_name" | "first_name" | "last_name">;

/** A full name and its parts, as a vendor gives them; a full name alone is split at its first blank. */
export function profileNames(given: { fullName?: unknown; firstName?: unknown; lastName?: unknown }): Names {
  const first = line(given.firstName);
  const last = line(given.lastName);
  const full = line(given.fullName) ?? joined(first, last);
  const [head, tail] = first || last ? [first, last] : splitAtFirstBlank(full);
  return compact({ full_name: full, first_name: head, last_name: tail });
}

/**
 * The names of a stored person, for a vendor that needs more of them than are given: the full name from its parts, and a part from the
 * full name. Empty if the person has no name.
 *
 * @example
 * personNames({ full_name: "Jean-Luc de la Fontaine", last_name: "de la Fontaine" }).first_name === "Jean-Luc"
 */
export function personNames(
  info: Pick<HrflowProfileInfo, "full_name" | "first_name" | "last_name"> | null | undefined,
): { full_name?: string; first_name?: string; last_name?: string } {
  const full = line(info?.full_name);
  const first = line(info?.first_name);
  const last = line(info?.last_name);
  const [head, tail] = splitAtFirstBlank(full);
  return compact({
    full_name: full ?? joined(first, last),
    first_name: first ?? (last ? missingPart(full, last, head) : head),
    last_name: last ?? (first ? missingPart(full, first, tail ?? head) : tail),
  });
}

const joined = (first: string | undefined, last: string | undefined) => line([first, last].filter(Boolean).join(" "));

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
