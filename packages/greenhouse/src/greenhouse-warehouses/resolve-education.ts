import { ConnectorError, describeError } from "@hrflow-connectors/core";
import type { GreenhouseEducationItem } from "../formats/greenhouse-items";
import { type EducationOptions, type OptionKind, optionKinds } from "./education-options";

/** An education, by those of its names that were found among Greenhouse's options. */
export interface ResolvedEducation {
  ids: Partial<Record<OptionKind, number>>;
  dates: Pick<GreenhouseEducationItem, "start_date" | "end_date">;
  /** What it lacks. */
  warnings: string[];
}

const words: Record<OptionKind, string> = { school_name: "school", degree: "degree", discipline: "discipline" };
const plurals: Record<OptionKind, string> = { school_name: "schools", degree: "degrees", discipline: "disciplines" };

/**
 * Looks the names of an education up. What Greenhouse does not know, or lets nobody read, is told of. Where a list is out of
 * reach just now, it throws if a later run can still add the education, which would lack for good what is known otherwise.
 */
export async function resolveEducation(
  education: GreenhouseEducationItem,
  options: EducationOptions,
  canFollow: boolean,
): Promise<ResolvedEducation> {
  const ids: ResolvedEducation["ids"] = {};
  const unknown: string[] = [];
  const warnings: string[] = [];
  for (const kind of optionKinds) {
    const name = education[kind]?.trim();
    if (!name) continue;
    const id = await options.find(kind, name).catch((error: unknown) => {
      const failure = `the ${plurals[kind]} of Greenhouse could not be read: ${describeError(error).message}`;
      if (canFollow && ConnectorError.isInstance(error) && mayPass(error))
        throw new ConnectorError(failure, { code: error.code, retryable: true, cause: error });
      warnings.push(failure);
      return undefined;
    });
    if (id === undefined) unknown.push(`${words[kind]} "${name}"`);
    else ids[kind] = id;
  }
  const resolved = { ids, dates: datesOf(education), warnings };
  if (unknown.length > 0) {
    const fate = isKnown(resolved) ? "sent without" : "not sent, with";
    warnings.push(`education ${fate} ${unknown.join(", ")}: no such option in Greenhouse`);
  }
  return resolved;
}

/** A page of HTML in place of a list, or a credential that is refused, may be gone in a later run. */
function mayPass({ retryable, code }: ConnectorError): boolean {
  return retryable || code === "unexpected_response" || code === "authentication_failed";
}

/** Whether Greenhouse knows anything of it: otherwise it cannot be sent. */
export function isKnown({ ids }: ResolvedEducation): boolean {
  return Object.keys(ids).length > 0;
}

/** An education as people would call it. */
export function labelOf(education: GreenhouseEducationItem): string {
  return optionKinds
    .map((kind) => education[kind])
    .filter(Boolean)
    .join(", ");
}

function datesOf({ start_date, end_date }: GreenhouseEducationItem): ResolvedEducation["dates"] {
  return { ...(start_date ? { start_date } : {}), ...(end_date ? { end_date } : {}) };
}
