import { ResponseShapeError } from "@hrflow-connectors/core/connector";
import { listOf } from "@hrflow-connectors/core/formats";

/** The ids of a candidate and its applications. */
export interface CreatedIds {
  /** Of the candidate. */
  id: number;
  /** In the vendor's order; empty while the record is still being built. */
  applications: number[];
}

interface CreateResponse {
  id?: unknown;
  candidate?: { id?: unknown } | null;
  application?: { id?: unknown } | null;
  application_id?: unknown;
  application_ids?: unknown[] | null;
  applications?: ({ id?: unknown } | null)[] | null;
}

/**
 * The ids in the response to a create. Harvest v3 wraps candidate and application, v1 returns the candidate, and both may return
 * little more than ids while the record is being built. Throws `ResponseShapeError` if there is no id of the candidate.
 */
export function createdIds(response: object): CreatedIds {
  const { id, candidate, application, application_id, application_ids, applications } = response as CreateResponse;
  const candidateId = idOf(candidate?.id) ?? idOf(id);
  if (candidateId === undefined) throw new ResponseShapeError("POST /candidates returned no id of the candidate");
  const found = [
    application?.id,
    application_id,
    ...listOf(application_ids),
    ...listOf(applications).map((one) => one.id),
  ];
  return { id: candidateId, applications: [...new Set(found.map(idOf).filter((one) => one !== undefined))] };
}

/** The id of a created record that needs one. Throws `ResponseShapeError` if the response has none. */
export function createdId({ id }: { id?: unknown }, record: string): { id: number } {
  const found = idOf(id);
  if (found === undefined) throw new ResponseShapeError(`Greenhouse returned no id of the ${record}`);
  return { id: found };
}

function idOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}
