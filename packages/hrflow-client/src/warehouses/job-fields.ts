import { compact, htmlToText, isoInstant, line, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite } from "../hrflow-types";

type Location = NonNullable<HrflowJobWrite["location"]>;
type Section = NonNullable<NonNullable<HrflowJobWrite["sections"]>[number]>;

/** Fields that may be absent. */
type Given<Fields> = { [Name in keyof Fields]?: Fields[Name] | null | undefined };

/** A job as a vendor gives it, for `jobItem`. */
export interface GivenJob extends Given<Omit<HrflowJobWrite, "location" | "created_at" | "name">> {
  name: unknown;
  /** Its text, or its text with coordinates and the parts of an address. */
  location?: Given<Location> | string | null | undefined;
  /** A time in any spelling that `isoInstant` reads. */
  created_at?: unknown;
}

/**
 * A job without what is absent, and with what HrFlow.ai requires of each: a location, though it may be empty, and a list of sections.
 *
 * @example
 * jobItem({ reference: id, name: title, location: city, summary: htmlToText(html), tags: vendorTags("acme", { team }) })
 */
export function jobItem({ name, location, sections, created_at, ...given }: GivenJob): HrflowJobWrite {
  const place: Given<Location> = typeof location === "object" ? (location ?? {}) : { text: location };
  return {
    name: line(name) ?? "",
    location: {
      ...{ text: trimmed(place.text) ?? null, lat: place.lat ?? null, lng: place.lng ?? null },
      ...(place.fields ? { fields: place.fields } : {}),
    },
    sections: sections ?? [],
    ...(compact({ ...given, created_at: isoInstant(created_at) }) as Partial<HrflowJobWrite>),
  };
}

/**
 * The sections of a job, each named and titled `<slug>_<name>`, from a vendor's HTML. Those without a text are left out.
 *
 * @example
 * jobSections("acme", { description: job.description_html, benefits: job.benefits_html })
 *
 * @param options As `htmlToText` takes them.
 */
export function jobSections(
  slug: string,
  html: Record<string, string | null | undefined>,
  options?: Parameters<typeof htmlToText>[1],
): Section[] {
  return Object.entries(html).flatMap(([field, given]) => {
    const name = `${slug}_${field}`;
    const description = typeof given === "string" ? htmlToText(given, options) : "";
    return description ? [{ name, title: name, description }] : [];
  });
}
