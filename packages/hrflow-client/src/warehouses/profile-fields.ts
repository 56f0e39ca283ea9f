import type { FileReference, OriginFile } from "@hrflow-connectors/core";
import { bare, compact, distinct, isoInstant, line, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfileWrite } from "../hrflow-types";

/** A profile as it is indexed, and the resume that HrFlow.ai parses. */
export interface HrflowProfileItem extends HrflowProfileWrite {
  /** A file at a public URL, or one that the origin's credential opens. */
  resume?: FileReference | OriginFile | undefined;
}

type Info = HrflowProfileWrite["info"];

/** Fields that may be absent. */
type Given<Fields> = { [Name in keyof Fields]?: Fields[Name] | null | undefined };

/** A person as a vendor gives them, for `profileItem`. */
export interface GivenProfile extends Given<Omit<HrflowProfileItem, "info" | "created_at">> {
  /** A location may be given as its text. */
  info: Given<Omit<Info, "location">> & { location?: Info["location"] | string | undefined };
  /** A time in any spelling that `isoInstant` reads. */
  created_at?: unknown;
}

/**
 * A profile without what is absent: empty fields, and experiences and educations of which nothing is known. Without a `text`, it is the
 * one that `profileText` writes.
 *
 * @example
 * profileItem({ reference: id, info: { ...profileNames({ fullName: name }), email: bare(email), location: place } })
 */
export function profileItem({ info, experiences, educations, ...given }: GivenProfile): HrflowProfileItem {
  const { location } = info;
  const place = typeof location === "string" ? locationOf(location) : location;
  const { skills, text, created_at, ...rest } = given;
  const profile = {
    info: compact({ ...info, location: place }) as Info,
    ...compact({ experiences: filled(experiences), educations: filled(educations), skills }),
  };
  return {
    ...profile,
    text: trimmed(text) ?? profileText(profile),
    ...(compact({ ...rest, created_at: isoInstant(created_at) }) as Partial<HrflowProfileItem>),
  };
}

function locationOf(text: string): Info["location"] {
  const place = line(text);
  return place === undefined ? undefined : { text: place };
}

const filled = <Entry extends object>(entries: readonly Entry[] | null | undefined) =>
  listOf(entries).filter((entry) => Object.keys(entry).length > 0);

/**
 * A file of the origin, such as a resume, by its id and its name; undefined without an id. The origin's `read.file` fetches it.
 *
 * @example
 * profileItem({ reference: id, info, resume: originFile(candidate.resume_id, candidate.resume_name) })
 */
export function originFile(id: unknown, fileName?: unknown): OriginFile | undefined {
  const known = typeof id === "number" ? String(id) : bare(id);
  return known === undefined ? undefined : { id: known, ...compact({ fileName: line(fileName) }) };
}

/** A plain rendering of a profile, for HrFlow.ai wants a text on each: a line each for name, titles at companies, schools, skills. */
export function profileText(
  profile: Pick<HrflowProfileWrite, "info" | "experiences" | "educations" | "skills">,
): string {
  const { info, experiences, educations, skills } = profile;
  const joined = (parts: unknown[], separator: string) => distinct(parts.map(line)).join(separator);
  return joined(
    [
      info.full_name,
      ...listOf(experiences).map(({ title, company }) => joined([title, company], " at ")),
      ...listOf(educations).map(({ title, school }) => joined([title, school], ", ")),
      joined(
        listOf(skills).map(({ name }) => name),
        ", ",
      ),
    ],
    "\n",
  );
}
