import { parameterSchema } from "@hrflow-connectors/core/connector";
import { canonical, instant, isoInstant } from "@hrflow-connectors/core/formats";
import type { HrflowProfile } from "../hrflow-types";
import * as z from "../schema";
import { credentialFields, type HrflowCredential, keyField } from "./hrflow-connection";

export interface HrflowProfileListParameters extends HrflowCredential {
  /** Key of the source whose profiles are read. */
  sourceKey: string;
  /** Only profiles that were created at this time or later: a date, `2026-01-31`, or an ISO 8601 time. */
  createdAtMin?: string | undefined;
  /** Only profiles that were created at this time or before; a date includes its day. */
  createdAtMax?: string | undefined;
  /** Only profiles that were changed at this time or later. */
  updatedAtMin?: string | undefined;
  /** Only profiles that were changed at this time or before; a date includes its day. */
  updatedAtMax?: string | undefined;
  /** Only profiles with this full name. */
  name?: string | undefined;
  /** Only profiles with this e-mail address. */
  email?: string | undefined;
}

const timeMessage = "expected a date, such as 2026-01-31, or a time in ISO 8601";
const time = (description: string) =>
  z.optional(
    z
      .string(timeMessage)
      .check(
        z.regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/, timeMessage),
        z.meta({ description }),
      ),
  );
const filter = (what: string) =>
  z.optional(
    z
      .string(`expected ${what}`)
      .check(z.trim(), z.minLength(1, `expected ${what}`), z.meta({ description: `Only profiles with this ${what}` })),
  );

const fields = z.object({
  ...credentialFields,
  sourceKey: keyField("the source whose profiles are read"),
  createdAtMin: time("Only profiles that were created at this time or later"),
  createdAtMax: time("Only profiles that were created at this time or before; a date includes its day"),
  updatedAtMin: time("Only profiles that were changed at this time or later"),
  updatedAtMax: time("Only profiles that were changed at this time or before; a date includes its day"),
  name: filter("full name"),
  email: filter("e-mail address"),
});

export const profileListParameters = parameterSchema<HrflowProfileListParameters>(fields, z.toJSONSchema);

/** A date without a time ends with its day. */
export function endOf(given: string | undefined): string | undefined {
  const ms = instant(given);
  if (ms === undefined) return undefined;
  return new Date(given?.includes("T") ? ms : ms + 24 * 3_600_000 - 1).toISOString();
}

/** Includes both ends. An unknown time is within. */
export function isWithin(at: string | null | undefined, min: string | undefined, max: string | undefined): boolean {
  return !at || ((min ?? "") <= at && (max === undefined || at <= max));
}

/** Whether a profile passes the filters. If HrFlow.ai ignored one, a person whom nobody chose would be sent to an ATS. */
export function passesFilters(profile: HrflowProfile, filters: HrflowProfileListParameters): boolean {
  const { info, created_at, source_key } = profile;
  const { sourceKey, createdAtMin, createdAtMax, name, email } = filters;
  const names = [info?.full_name, `${info?.first_name} ${info?.last_name}`];
  const isOneOf = (wanted: string | undefined, values: (string | null | undefined)[]) =>
    wanted === undefined || values.some((value) => canonical(value ?? "") === canonical(wanted));
  return (
    source_key === sourceKey &&
    isWithin(isoInstant(created_at), isoInstant(createdAtMin), endOf(createdAtMax)) &&
    isOneOf(name, names) &&
    isOneOf(email, [info?.email])
  );
}
