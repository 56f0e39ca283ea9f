import { InputError } from "@hrflow-connectors/core/connector";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { personNames } from "@hrflow-connectors/hrflow-client/warehouses";

/** Sent in place of a missing first or last name: Greenhouse requires both. */
const unknown = "-";

/** The two names that Greenhouse requires. Throws `InputError` if the profile has no name at all. */
export function candidateName(info: HrflowProfile["info"]): {
  first_name: string;
  last_name: string;
  warnings: string[];
} {
  const { full_name, first_name, last_name } = personNames(info);
  if (!full_name)
    throw new InputError(
      "info.first_name, info.last_name and info.full_name are all empty: Greenhouse requires a name",
    );
  const warnings = [
    ...(first_name ? [] : [`first_name is "${unknown}": the profile has none`]),
    ...(last_name ? [] : [`last_name is "${unknown}": the profile has none`]),
  ];
  return { first_name: first_name ?? unknown, last_name: last_name ?? unknown, warnings };
}
