import { resume } from "@hrflow-connectors/testing/vitest";
import { person, tags } from "../environment/person";
import type { Profile, PushFixture, Variant } from "../environment/variant";

/** A profile, and what becomes of it between two runs. */
export interface Change {
  name: string;
  fixture: PushFixture;
  versions: [Profile, Profile];
}

type Connector = Variant["connector"];

const tagNames: Record<Connector, string> = { Lever: "lever_posting_id", Greenhouse: "greenhouse_job_id" };

/** By connector: the places that people apply to. The last one is not in the first version. */
const places: Record<Connector, [string, string, string]> = {
  Lever: ["baker", "miller", "director"],
  Greenhouse: ["4000000123", "4000000124", "4000000125"],
};

const loom = { company: "Looms", title: "Weaver", date_start: "2012-01-01", date_end: "2014-12-31" };
const mill = { company: "Old Mills", title: "Clerk", date_start: "2015-03-01", date_end: "2018-12-31" };
const engine = { company: "Engines", title: "Analyst", date_start: "2019-01-01" };
const university = { school: "University of London", title: "Master in Mathematics", date_start: "2010-09-01" };
const college = { school: "Abbey College", title: "Bachelor in Physics", date_start: "2006-09-01" };

/** What may become of a profile while its delivery is under way. */
export function changesOf(connector: Connector): Change[] {
  const [first, second, other] = places[connector];
  const applied = (...to: string[]) => tags(tagNames[connector], to);
  const info = { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" };
  const common = {
    ...resume("ada.pdf"),
    ...applied(first, second),
    info,
    experiences: [mill, engine],
    educations: [university],
  };
  const fixture = { name: "a profile that changes", profile: person(common) };
  const change = (name: string, changes: Record<string, unknown>): Change => ({
    ...{ name, fixture },
    versions: [person(common), person({ ...common, ...changes })],
  });
  const { attachments: _, ...withoutResume } = common;
  const bare = { info: { full_name: "Ada Example" } };
  return [
    change("another application in front", applied(other, first, second)),
    change("an application fewer", applied(second)),
    change("another e-mail address", { info: { ...info, email: "ada@example.org" } }),
    change("another phone number", { info: { ...info, phone: "+33600000001" } }),
    change("another name", { info: { ...info, full_name: "Ada Sample" } }),
    change("another resume", resume("eve.pdf")),
    { ...change("no resume, and a text", {}), versions: [person(common), person({ ...withoutResume, text: "Ada" })] },
    ...(connector === "Lever"
      ? [
          {
            name: "a phone number, and still no e-mail address",
            fixture: {
              name: "a profile without an e-mail address",
              profile: person({ ...bare, ...applied(first, second) }),
            },
            versions: [
              person({ ...bare, ...applied(first, second) }),
              person({ info: { ...bare.info, phone: info.phone }, ...applied(first, second) }),
            ] as [Profile, Profile],
          },
          {
            name: "an application where there was none",
            fixture: { name: "a profile without an application", profile: person(bare) },
            versions: [person(bare), person({ ...bare, ...applied(first) })] as [Profile, Profile],
          },
        ]
      : [
          change("an employment in front", { experiences: [loom, mill, engine] }),
          change("an employment fewer", { experiences: [engine] }),
          change("an education in front", { educations: [college, university] }),
        ]),
  ];
}

/** Two people that a list shows alike, with other contents. */
export interface Alike {
  name: string;
  fixture: PushFixture;
  people: [Profile, Profile];
}

/** People of one name who apply to the same place. Lever keeps people of one e-mail address as one. */
export function alikesOf(connector: Connector): Alike[] {
  const [first] = places[connector];
  const pair = (name: string, info: Record<string, string>): Alike => {
    const common = { ...tags(tagNames[connector], [first]), info: { full_name: "Ada Example", ...info } };
    const ada = person({ ...common, ...resume("ada.pdf"), experiences: [mill] });
    const eve = person({
      ...{ ...common, ...resume("eve.pdf"), experiences: [loom] },
      ...{ key: "8".repeat(40), reference: "person-2" },
    });
    return { name, fixture: { name, profile: ada }, people: [ada, eve] };
  };
  const nameless = pair("the same name and no e-mail address", {});
  if (connector === "Lever") return [nameless];
  return [nameless, pair("the same name and e-mail address", { email: "family@example.com" })];
}
