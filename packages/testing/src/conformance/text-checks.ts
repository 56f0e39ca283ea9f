import fc from "fast-check";
import { awkwardTexts, replaceTexts, textFaults } from "../fuzz/awkward-texts";
import { arbitraryProfile } from "../fuzz/hrflow-records";
import type { Check, Tested } from "./check";
import { keyOf, person } from "./person";
import { begin } from "./tested-action";

/** What a format promises about texts as people, forms and parsers write them. */
export function textChecks<State>(tested: Tested<State>): Check[] {
  const ofTexts = { ...texts, find: () => findTextFaults(tested) };
  const isPush = tested.action.direction === "push";
  return isPush ? [ofTexts, { ...profiles, find: () => findProfileFaults(tested) }] : [ofTexts];
}

const texts = {
  name: "maps any text to one that shows something, or leaves it out",
  advice:
    "Map texts with the helpers of `@hrflow-connectors/core/formats` (`trimmed`, `line`, `bare`, `compact`). A format that cannot do without a " +
    "value throws `InputError`, which names the field.",
};

const profiles = {
  name: "maps every profile that HrFlow.ai may return, or refuses it by a typed error",
  advice:
    "Every field of a profile may be absent, null or empty, and any text may hold invisible characters: `arbitraryProfile` generates " +
    "such profiles. Skip what is missing. A format that cannot do without a value throws `InputError`, which names the field.",
};

/** Fields that identify a record, or the kind of a value. People write the others. */
const isKept = (path: string) =>
  /(^|[._])(id|key|type|reference|public_url|state|status|[a-z_]*_?id|[a-z]+Id)$/i.test(path);

/** Some targets expect empty texts and lists: only texts with content are checked. */
const mayBeEmpty = () => true;

async function* findTextFaults<State>(tested: Tested<State>): AsyncGenerator<string> {
  const { action } = tested;
  const items: unknown[] = [];
  const format = action.call.action.format as (item: unknown) => unknown;
  const capture = (item: never) => {
    items.push(JSON.parse(JSON.stringify(item)));
    return format(item);
  };
  await begin(tested).run({ dryRun: true, format: capture });
  if (action.direction === "push" && items.length === 0) items.push(person(1, tested.subject.settings.profile));
  if (items.length === 0) yield "no record reaches the format";
  for (const [kind, text] of Object.entries(awkwardTexts)) {
    const found = new Set<string>();
    for (const item of items.slice(0, 3)) {
      const given = replaceTexts(item, (own, path) => (isKept(path) ? own : text));
      for (const fault of await faultsOf(format, given)) found.add(`${kind}: ${fault}`);
    }
    yield* found;
  }
}

/** HrFlow.ai gives its records keys of its own. */
const keys = { source_key: fc.constant(keyOf(5)), key: fc.constant(keyOf(1)), job_key: fc.constant(keyOf(7)) };

/** The same profiles in each run. */
const sampling = { seed: 20_200_506, numRuns: 200 };

async function findProfileFaults<State>({ action, subject }: Tested<State>): Promise<string[]> {
  const format = action.call.action.format as (item: unknown) => unknown;
  const found = new Map<string, string>();
  const generated = fc.sample(arbitraryProfile<{ info?: object | null }>({ overrides: keys }), sampling);
  // Generated profiles rarely have what a vendor requires: test them again with the names and tags of an accepted person.
  const { full_name, first_name, last_name } = person(1).info as Record<string, string>;
  const named = generated.map((profile) => ({
    ...{ ...profile, info: { ...profile.info, full_name, first_name, last_name } },
    ...subject.settings.profile,
  }));
  for (const profile of [...generated, ...named]) {
    const given = JSON.stringify(profile);
    for (const fault of await faultsOf(format, profile)) {
      const known = found.get(fault) ?? given;
      found.set(fault, known.length > given.length ? given : known);
    }
  }
  return [...found].map(([fault, profile]) => `${fault}, for the profile ${profile.slice(0, 2_000)}`);
}

/** What is wrong with what a format returns or throws. */
async function faultsOf(format: (item: unknown) => unknown, item: unknown): Promise<string[]> {
  try {
    return textFaults(await format(item), mayBeEmpty);
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    return typeof code === "string" ? [] : [`throws ${String(error)}`];
  }
}
