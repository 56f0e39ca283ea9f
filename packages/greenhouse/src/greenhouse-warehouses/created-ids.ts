import { ResponseShapeError } from "@hrflow-connectors/core";
import { listOf } from "@hrflow-connectors/core/formats";

/** What is known of a candidate that was just created. */
export interface CreatedIds {
  candidate: number;
  /** In the order that the vendor tells them; empty while the record is still being built. */
  applications: number[];
}

interface Answer {
  id?: unknown;
  candidate?: { id?: unknown } | null;
  application?: { id?: unknown } | null;
  application_id?: unknown;
  application_ids?: unknown[] | null;
  applications?: ({ id?: unknown } | null)[] | null;
}

/**
 * The ids in the answer to a create, whether whole or truncated: v3 wraps candidate and application, v1 answers the
 * candidate, and both may answer little more than ids while the record is being built.
 */
export function createdIds(answer: object): CreatedIds {
  const { id, candidate, application, application_id, application_ids, applications } = answer as Answer;
  const known = idOf(candidate?.id) ?? idOf(id);
  if (known === undefined) throw new ResponseShapeError("POST /candidates answered no id of the candidate");
  const told = [
    application?.id,
    application_id,
    ...listOf(application_ids),
    ...listOf(applications).map((one) => one.id),
  ];
  return { candidate: known, applications: [...new Set(told.map(idOf).filter((one) => one !== undefined))] };
}

/** The id of a record that goes along; null where the answer tells none. */
export interface MadeId {
  id: number | null;
}

export function madeId({ id }: { id?: unknown }): MadeId {
  return { id: idOf(id) ?? null };
}

/** The same for a record that is no good without. Throws `ResponseShapeError`. */
export function createdId(answer: { id?: unknown }, what: string): { id: number } {
  const { id } = madeId(answer);
  if (id === null) throw new ResponseShapeError(`Greenhouse answered no id of the ${what}`);
  return { id };
}

function idOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}
