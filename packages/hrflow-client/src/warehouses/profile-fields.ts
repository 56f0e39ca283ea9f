import type { FileReference, OriginFile } from "@hrflow-connectors/core";
import { bare, compact, distinct, line, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowProfileWrite } from "../hrflow-types";

/** A profile as it is indexed, and the resume that HrFlow.ai parses. */
export interface HrflowProfileItem extends HrflowProfileWrite {
  /** A file at a public URL, or one that the origin's credential opens. */
  resume?: FileReference | OriginFile | undefined;
}

type Info = HrflowProfileWrite["info"];
type ProfileUrl = NonNullable<NonNullable<Info["urls"]>[number]>;

/** HrFlow.ai's names for links to these hosts. */
const hosts: [RegExp, ProfileUrl["type"]][] = [
  [/(^|\.)linkedin\.com$/, "linkedin"],
  [/(^|\.)(twitter|x)\.com$/, "twitter"],
  [/(^|\.)facebook\.com$/, "facebook"],
  [/(^|\.)github\.com$/, "github"],
];

/** A person's links, each once, with the type that their host shows. */
export function profileUrls(urls: Iterable<unknown>): ProfileUrl[] {
  return distinct(Array.from(urls, bare)).map((url) => ({ type: typeOfUrl(url), url }));
}

function typeOfUrl(url: string): ProfileUrl["type"] {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  const host = URL.canParse(full) ? new URL(full).hostname.replace(/\.$/, "") : "";
  return hosts.find(([pattern]) => pattern.test(host))?.[1] ?? "from_resume";
}

/** A full name and its parts; a full name alone is split at its first blank. */
export function profileNames(given: {
  fullName?: unknown;
  firstName?: unknown;
  lastName?: unknown;
}): Pick<Info, "full_name" | "first_name" | "last_name"> {
  const first = line(given.firstName);
  const last = line(given.lastName);
  const full = line(given.fullName) ?? line([first, last].filter(Boolean).join(" "));
  if (first || last) return compact({ full_name: full, first_name: first, last_name: last });
  const at = full?.indexOf(" ") ?? -1;
  return compact({
    full_name: full,
    first_name: at < 0 ? full : full?.slice(0, at),
    last_name: at < 0 ? undefined : full?.slice(at + 1),
  });
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
