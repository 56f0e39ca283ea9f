import { type Api, ConnectorError, describeError, InputError } from "@hrflow-connectors/core/connector";
import { canonical, compact, trimmed } from "@hrflow-connectors/core/formats";
import { educationsOf, type GreenhouseCandidateItem, type GreenhouseEducationItem } from "../formats/greenhouse-items";
import type { GreenhouseHarvestPaths, GreenhouseHarvestV1Paths } from "../greenhouse-types";
import { listRecordsV1, listRecordsV3 } from "./responses";

/** What an education can name. Greenhouse keeps a list of options for each. */
const optionKinds = ["school_name", "degree", "discipline"] as const;
type OptionKind = (typeof optionKinds)[number];

export type OptionIds = Partial<Record<OptionKind, number>>;

export interface EducationOption {
  id: number;
  name: string;
}

/** Finds options by name, in lists that are cached for the account. */
export interface EducationOptions {
  /** The option's id; undefined if no option has the name. Throws `ConnectorError` if the list cannot be read. */
  find(kind: OptionKind, name: string): Promise<number | undefined>;
}

type Once = <T>(key: string, load: () => Promise<T>) => Promise<T>;

export function educationOptionsV3({ api, once }: { api: Api<GreenhouseHarvestPaths>; once: Once }): EducationOptions {
  return createEducationOptions("v3", once, (kind) =>
    listRecordsV3({ custom_field_key: kind }, (query) =>
      api.response.GET("/custom_field_options", { params: { query } }),
    ),
  );
}

const paths = { school_name: "/schools", degree: "/degrees", discipline: "/disciplines" } as const;

export function educationOptionsV1({
  api,
  once,
}: {
  api: Api<GreenhouseHarvestV1Paths>;
  once: Once;
}): EducationOptions {
  return createEducationOptions("v1", once, (kind) =>
    listRecordsV1({}, (query) => api.response.GET(paths[kind], { params: { query } })),
  );
}

/** Names are compared whole, ignoring case and blanks. If two options have the same name, the first one is used. */
export function createEducationOptions(
  version: "v3" | "v1",
  once: Once,
  read: (kind: OptionKind) => AsyncIterable<EducationOption>,
): EducationOptions {
  return {
    async find(kind, name) {
      return (await once(`${version} ${kind}`, () => loadOptions(kind, read(kind)))).get(comparable(name));
    },
  };
}

const nouns: Record<OptionKind, { one: string; all: string }> = {
  school_name: { one: "school", all: "schools" },
  degree: { one: "degree", all: "degrees" },
  discipline: { one: "discipline", all: "disciplines" },
};

async function loadOptions(
  kind: OptionKind,
  options: AsyncIterable<EducationOption>,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  try {
    for await (const { id, name } of options) {
      const key = comparable(trimmed(name) ?? "");
      if (key !== "" && !ids.has(key)) ids.set(key, id);
    }
    return ids;
  } catch (cause) {
    const code = ConnectorError.isInstance(cause) ? cause.code : "unexpected";
    // Another run that waits for the list loads it itself.
    if (code === "aborted") throw cause;
    const message = `the ${nouns[kind].all} of Greenhouse could not be read: ${describeError(cause).message}`;
    throw new ConnectorError(message, { code, retryable: isTransient(cause), cause });
  }
}

/** Also an HTML page in place of a list, or a refused credential, may be gone in a later run. */
function isTransient(error: unknown): boolean {
  const { retryable, code } = describeError(error);
  return retryable || code === "unexpected_response" || code === "authentication_failed";
}

function comparable(name: string): string {
  return canonical(name).replaceAll(" ", "");
}

/** An education, by those of its names that Greenhouse has options for. */
export interface ResolvedEducation {
  ids: OptionIds;
  /** What it lacks. */
  warnings: string[];
}

/**
 * Looks up the names of an education. Names without an option, and lists that may not be read, become warnings. So do lists that
 * cannot be read for a transient reason, unless `mayWait`: then it throws, and a later run can send the whole education. Throws
 * `InputError` if there is no option at all.
 */
export async function resolveEducation(
  education: GreenhouseEducationItem,
  options: EducationOptions,
  { mayWait }: { mayWait: boolean },
): Promise<ResolvedEducation> {
  const ids: OptionIds = {};
  const unknown: string[] = [];
  const warnings: string[] = [];
  const named = optionKinds.flatMap((kind) => {
    const name = education[kind]?.trim();
    return name ? [{ kind, name }] : [];
  });
  const found = await Promise.allSettled(named.map(({ kind, name }) => options.find(kind, name)));
  for (const [index, { kind, name }] of named.entries()) {
    const outcome = found[index];
    if (outcome?.status === "rejected") {
      const { message, retryable } = describeError(outcome.reason);
      if (mayWait && retryable) throw outcome.reason;
      warnings.push(message);
    }
    const id = outcome?.status === "fulfilled" ? outcome.value : undefined;
    if (id === undefined) unknown.push(`${nouns[kind].one} "${name}"`);
    else ids[kind] = id;
  }
  if (Object.keys(ids).length === 0) {
    const problem =
      unknown.length > 0
        ? `Greenhouse has no such option: ${unknown.join(", ")}`
        : "it names no school, degree or discipline";
    throw new InputError([...warnings, problem].join("; "));
  }
  if (unknown.length > 0) warnings.push(`education sent without ${unknown.join(", ")}: Greenhouse has no such option`);
  return { ids, warnings };
}

/** The educations of a create by Harvest v1. */
export interface ResolvedEducations {
  /** The options of each education, in the order of `educationsOf`. */
  educations: OptionIds[];
  /** What they lack. */
  warnings: string[];
}

/** A list that cannot be read costs the options in it, not the candidate. */
export async function resolveEducationsV1(
  item: GreenhouseCandidateItem,
  context: Parameters<typeof educationOptionsV1>[0],
): Promise<ResolvedEducations> {
  const options = educationOptionsV1(context);
  const resolved = await Promise.all(
    Array.from(educationsOf(item), async ([name, education]) => {
      try {
        return await resolveEducation(education, options, { mayWait: false });
      } catch (error) {
        return { ids: {}, warnings: [`${name} was not added: ${describeError(error).message}`] };
      }
    }),
  );
  return { educations: resolved.map(({ ids }) => ids), warnings: resolved.flatMap(({ warnings }) => warnings) };
}

/** The educations that have an option, by their names. */
export function withOptions(item: GreenhouseCandidateItem, options: readonly OptionIds[]) {
  return [...educationsOf(item)].flatMap(([name, { start_date, end_date }], index) => {
    const { school_name, degree, discipline } = options[index] ?? {};
    const ids = compact({ school_id: school_name, degree_id: degree, discipline_id: discipline });
    return Object.keys(ids).length > 0 ? [[name, { ...ids, ...compact({ start_date, end_date }) }] as const] : [];
  });
}
