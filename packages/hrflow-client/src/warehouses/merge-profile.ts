import { canonical, instant } from "@hrflow-connectors/core/formats";
import type { HrflowProfileWrite } from "../hrflow-types";
import { entriesOf, type Fields, isFields, namedLists } from "./written-fields";

interface MergeRules {
  /**
   * Whether part of the profile comes from a resume. Then lists are united, and the profile keeps the resume's text. Otherwise a given
   * list replaces the known one.
   */
  isParsed: boolean;
  /** Names of the tags and metadatas that are removed if they are not given. Default: none. */
  ownTags?: readonly string[];
}

/**
 * A known profile with what is given. Absent values and blank texts change nothing. Tags and metadatas of other names, and labels of
 * other jobs, stay. What means the same is kept as it is known, so that an unchanged profile stays equal.
 */
export function mergeProfile(
  known: HrflowProfileWrite,
  given: Partial<HrflowProfileWrite>,
  rules: MergeRules,
): HrflowProfileWrite {
  const merged: Fields = { ...known };
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    const merge = mergers[name] ?? overlay;
    merged[name] = merge(merged[name], value, rules);
  }
  return merged as unknown as HrflowProfileWrite;
}

type Merge = (known: unknown, given: unknown, rules: MergeRules) => unknown;

/** What is given, on top of what is known. */
function overlay(known: unknown, given: unknown): unknown {
  if (given === null || given === undefined || given === "") return known ?? given;
  if (isFields(known) && isFields(given)) {
    const names = Object.keys(given);
    return {
      ...known,
      ...Object.fromEntries(names.map((name) => [name, overlayField(name, known[name], given[name])])),
    };
  }
  const at = instant(given);
  // HrFlow.ai writes times in its own way.
  return at !== undefined && instant(known) === at ? known : given;
}

function overlayField(name: string, known: unknown, given: unknown): unknown {
  if (name === "location") return mergeLocation(known, given);
  return name === "urls" ? unite(known, given, "url") : overlay(known, given);
}

/** HrFlow.ai adds coordinates and parts of the address to a text. They belong to no other text. */
export function mergeLocation(known: unknown, given: unknown): unknown {
  if (!isFields(given) || !isFields(known)) return given ?? known;
  const { text } = given;
  if (typeof text !== "string" || text.trim() === "") return known;
  return textOf(known.text) === textOf(text) ? overlay(known, given) : given;
}

/** The text of a resume is worth more than one that was built from its profile. */
const mergeText: Merge = (known, given, { isParsed }) =>
  isParsed && known !== null && known !== undefined && known !== "" ? known : overlay(known, given);

/**
 * Replaces all known tags whose name is given or is among `ownTags`. Names that differ only in their numbers count as one name. All other
 * tags stay.
 */
export function mergeNamed(known: unknown, given: unknown, ownTags: readonly string[] = []): Fields[] {
  const [before, now] = [entriesOf(known), entriesOf(given)];
  const family = ({ name }: Fields) => String(name).replace(/_\d+(?=_|$)/g, "");
  const isSame = (one: Fields, other: Fields) =>
    one.name === other.name && String(one.value ?? "") === String(other.value ?? "");
  const families = new Set([...ownTags, ...now.map(family)]);
  const stay = before.filter((tag) => !families.has(family(tag)) || now.some((other) => isSame(tag, other)));
  return [...stay, ...now.filter((tag) => !before.some((other) => isSame(tag, other)))];
}

/** Two labels are the same if board and job are. */
const mergeLabels: Merge = (known, given) =>
  joined(
    entriesOf(known),
    entriesOf(given),
    (one, other) =>
      one.board_key === other.board_key &&
      ["job_key", "job_reference"].some((name) => one[name] && one[name] === other[name]),
    true,
  );

/** Two periods are the same if place, title and year of the start are equal. A title or a year that one of them lacks is not compared. */
const mergePeriods =
  (place: "company" | "school"): Merge =>
  (known, given, { isParsed }) =>
    joined(
      entriesOf(known),
      entriesOf(given),
      (one, other) =>
        textOf(one[place]) === textOf(other[place]) &&
        textOf(one[place]) + textOf(one.title) !== "" &&
        isCompatible(textOf(one.title), textOf(other.title)) &&
        isCompatible(yearOf(one.date_start), yearOf(other.date_start)),
      isParsed,
    );

const mergeByName: Merge = (known, given, { isParsed }) =>
  joined(entriesOf(known), entriesOf(given), (one, other) => textOf(one.name) === textOf(other.name), isParsed);

const mergers: Record<string, Merge> = {
  ...Object.fromEntries(namedLists.map((name) => [name, mergeByName])),
  ...Object.fromEntries(
    ["text", "text_language", "experiences_duration", "educations_duration"].map((name) => [name, mergeText]),
  ),
  experiences: mergePeriods("company"),
  educations: mergePeriods("school"),
  tags: (known, given, { ownTags }) => mergeNamed(known, given, ownTags),
  metadatas: (known, given, { ownTags }) => mergeNamed(known, given, ownTags),
  labels: mergeLabels,
};

/**
 * Unites two lists without duplicates, or takes only the given one. Each given entry is put on top of the known entry that it matches:
 * first one that says the same, then one that it adds nothing to, then one that `isSame`. For the second, entries with more fields choose
 * first. In this order, repeating a merge changes nothing.
 */
function joined(
  known: readonly Fields[],
  entries: readonly Fields[],
  isSame: (one: Fields, other: Fields) => boolean,
  isUnited: boolean,
): unknown[] {
  const given = [
    ...new Map(entries.map((entry) => [JSON.stringify(toldBy(entry)), entry] as const).reverse()).values(),
  ].reverse();
  const left = new Set(known);
  const matches = new Map<Fields, Fields>();
  const match = (ordered: readonly Fields[], isMatch: (one: Fields, entry: Fields) => boolean) => {
    for (const entry of ordered) {
      const found = matches.has(entry) ? undefined : [...left].find((one) => isMatch(one, entry));
      if (found && left.delete(found)) matches.set(entry, found);
    }
  };
  const adds = (one: Fields, entry: Fields) => JSON.stringify(overlay(one, entry)) !== JSON.stringify(one);
  const size = (entry: Fields) => toldBy(entry).length;
  match(given, (one, entry) => !adds(one, entry) && !adds(entry, one));
  match(
    [...given].sort((one, other) => size(other) - size(one)),
    (one, entry) => !adds(one, entry),
  );
  match(given, isSame);
  const results = new Map(given.map((entry) => [entry, overlay(matches.get(entry), entry)]));
  if (!isUnited) return [...results.values()];
  const merged = new Map([...matches].map(([entry, one]) => [one, results.get(entry)]));
  const added = given.filter((entry) => !matches.has(entry)).map((entry) => results.get(entry));
  return [...known.map((entry) => merged.get(entry) ?? entry), ...added];
}

/** The fields that are not blank, in one order. */
const toldBy = (entry: Fields) =>
  Object.entries(entry)
    .filter(([, value]) => (value ?? "") !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1));

function unite(known: unknown, given: unknown, name: string): unknown[] {
  return joined(entriesOf(known), entriesOf(given), (one, other) => textOf(one[name]) === textOf(other[name]), true);
}

const textOf = (value: unknown) => (typeof value === "string" ? canonical(value) : "");
const isCompatible = (one: string, other: string) => one === other || one === "" || other === "";

function yearOf(date: unknown): string {
  const at = instant(date);
  return at === undefined ? "" : String(new Date(at).getUTCFullYear());
}
