import { describeError, ResponseShapeError, type WriteContext } from "@hrflow-connectors/core/connector";
import { canonical, compact, distinct, listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite, HrflowPaths } from "../hrflow-types";
import { dataOfList } from "./hrflow-connection";

type Parsed = NonNullable<
  HrflowPaths["/text/parsing"]["post"]["responses"][200]["content"]["application/json"]["data"][number]["job"]
>;

/**
 * A job with what HrFlow.ai reads in its texts: what is given wins, and lists are united. A job that cannot be parsed stays as it is,
 * with a warning on its receipt.
 *
 * @see https://developers.hrflow.ai/reference/parse-a-text
 */
export async function enrichJob(
  job: HrflowJobWrite,
  { api, warn, warnPending }: Pick<WriteContext<HrflowPaths, unknown>, "api" | "warn" | "warnPending">,
): Promise<HrflowJobWrite> {
  const text = textOf(job);
  if (text === undefined) return job;
  try {
    const body = { texts: [text], output_object: "job" as const };
    const [result] = dataOfList(await api.POST("/text/parsing", { body }));
    if (typeof result?.job !== "object" || result.job === null)
      throw new ResponseShapeError("HrFlow.ai parsed the text, but returned no job");
    return mergeParsed(job, result.job);
  } catch (error) {
    const { message, retryable } = describeError(error);
    const tell = retryable ? warnPending : warn;
    tell(`the job was stored without what its text says: ${message}`);
    return job;
  }
}

const textFields = ["summary", "culture", "benefits", "responsibilities", "requirements", "interviews"] as const;

/** The job's texts below its name; undefined if it has no other text. */
function textOf(job: HrflowJobWrite): string | undefined {
  const sections = listOf(job.sections).flatMap(({ title, description }) => [title, description]);
  const texts = distinct([...textFields.map((name) => job[name]), ...sections].map(trimmed));
  return texts.length === 0 ? undefined : distinct([trimmed(job.name), ...texts]).join("\n");
}

const entityLists = ["languages", "certifications", "courses", "tasks", "interests"] as const;

/** What a parse says of identity and dates is not about this job: its `key` is an empty text, which HrFlow.ai would store. */
function mergeParsed(job: HrflowJobWrite, parsed: Parsed): HrflowJobWrite {
  const byName = ({ name }: { name?: unknown }) => canonical(String(name ?? ""));
  const byNameAndValue = (entry: { name?: unknown; value?: unknown }) =>
    canonical(JSON.stringify([entry.name ?? null, String(entry.value ?? "")]));
  const hasPlace = trimmed(job.location?.text) !== undefined || typeof job.location?.lat === "number";
  const merged = {
    ...Object.fromEntries(
      ([...textFields, "url", "picture"] as const).map((name) => [
        name,
        trimmed(job[name]) ? undefined : trimmed(parsed[name]),
      ]),
    ),
    name: trimmed(job.name) ? undefined : trimmed(parsed.name),
    location: hasPlace ? undefined : (parsed.location ?? undefined),
    sections: listOf(job.sections).length > 0 ? undefined : listOf(parsed.sections),
    skills: united(job.skills, parsed.skills, byName),
    ...Object.fromEntries(entityLists.map((name) => [name, united(job[name], parsed[name], byName)])),
    // Parsing adds tags without a value.
    tags: united(
      job.tags,
      listOf(parsed.tags).filter(({ value }) => value !== null),
      byNameAndValue,
    ),
    metadatas: united(job.metadatas, parsed.metadatas, byNameAndValue),
    ranges_float: united(job.ranges_float, parsed.ranges_float, byName),
    ranges_date: united(job.ranges_date, parsed.ranges_date, byName),
  };
  return { ...job, ...(compact(merged) as Partial<HrflowJobWrite>) };
}

/** The given entries, and after them those that were found beside. Undefined if nothing was found. */
function united<Entry extends object>(
  given: readonly Entry[] | null | undefined,
  found: readonly Entry[] | null | undefined,
  nameOf: (entry: Entry) => string,
): Entry[] | undefined {
  const names = new Set(listOf(given).map(nameOf));
  const added = listOf(found).filter((entry) => {
    const name = nameOf(entry);
    return !names.has(name) && names.add(name);
  });
  return added.length === 0 ? undefined : [...listOf(given), ...added];
}
