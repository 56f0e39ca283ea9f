import { compact, distinct, line } from "@hrflow-connectors/core/formats";
import type { HrflowProfileInfo } from "../hrflow-types";

/** The parts of an address, as HrFlow.ai names them. */
export interface Address {
  /** With the number of the house. */
  road?: string;
  city?: string;
  /** Or region. */
  state?: string;
  postcode?: string;
  country?: string;
}

/**
 * The named parts of a stored person's address that are known.
 *
 * @example
 * const { city, postcode } = addressOf(profile.info, ["city", "postcode"]);
 */
export function addressOf<const Part extends keyof Address>(
  info: HrflowProfileInfo | null | undefined,
  parts: readonly Part[],
): Pick<Address, Part> {
  const fields = (info?.location?.fields ?? {}) as Record<string, unknown>;
  return compact(Object.fromEntries(parts.map((part) => [part, textOf(fields[part])]))) as Pick<Address, Part>;
}

/**
 * A location from the parts of an address that a vendor gives. Its text is the given one, else the parts one after another. Undefined if
 * it has none.
 *
 * @example
 * placeOf({ city: office.city, country: office.country }, office.name)
 */
export function placeOf(
  given: { [Part in keyof Address]?: unknown },
  text?: unknown,
): { text: string; fields?: Address } | undefined {
  const { road, city, state, postcode, country } = given;
  const parts = [road, city, state, postcode, country].map(textOf);
  const fields = compact({ road: parts[0], city: parts[1], state: parts[2], postcode: parts[3], country: parts[4] });
  const shown = line(text) ?? distinct(parts).join(", ");
  if (!shown) return undefined;
  return { text: shown, ...(Object.keys(fields).length > 0 ? { fields } : {}) };
}

/** Some systems keep a postcode as a number. */
const textOf = (value: unknown) => line(typeof value === "number" ? String(value) : value);
