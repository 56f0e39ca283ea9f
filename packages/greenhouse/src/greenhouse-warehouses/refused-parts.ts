import { ApiCallError } from "@hrflow-connectors/core/connector";

/** The parts of a create that a candidate can live without, and what else Greenhouse may call them or the fields in them. */
const spareable: Record<string, readonly string[]> = {
  email_addresses: ["email_address", "emails", "email"],
  phone_numbers: ["phone_number", "phones", "phone"],
  website_addresses: ["website_address", "websites", "website"],
  social_media_addresses: ["social_media_address", "social_media"],
  addresses: ["address"],
  company: [],
  title: [],
  tags: ["tag"],
  custom_fields: ["custom_field", "keyed_custom_fields"],
  employments: ["employment", "company_name", "title", "start_date", "end_date"],
  educations: ["education", "school_id", "degree_id", "discipline_id", "start_date", "end_date"],
  activity_feed_notes: ["activity_feed_note", "notes", "note"],
};

/**
 * Sends a create, and again without those parts that a refusal names: one invalid e-mail address must not cost the person. `revise`
 * is called before each further request.
 */
export async function sendWithoutRefused<Body extends object, Response>(
  body: Body,
  send: (body: Body) => Promise<Response>,
  revise: (body: Body, warnings: string[]) => Promise<void>,
): Promise<Response> {
  let current = body;
  const warnings: string[] = [];
  for (;;) {
    try {
      return await send(current);
    } catch (error) {
      const refused = refusedParts(error, current);
      if (refused.size === 0) throw error;
      const values = textsIn(current).sort((a, b) => b.length - a.length);
      current = withoutParts(current, refused);
      for (const [part, reason] of refused) {
        // The ledger stores the warning: it must not repeat what the person entered.
        const shown = values.reduce((text, value) => text.replaceAll(value, "..."), reason);
        warnings.push(`${part} was not sent, as Greenhouse refused it: ${shown}`);
      }
      await revise(current, warnings);
    }
  }
}

/** The texts in a body that are long enough to tell something about the person. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.trim().length >= 5 ? [value.trim()] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The parts of the body that a refusal names, such as `email_addresses` or `employments[1]`, with what is wrong with them. */
function refusedParts(error: unknown, body: object): Map<string, string> {
  const refused = new Map<string, string>();
  if (!ApiCallError.isInstance(error) || (error.status !== 400 && error.status !== 422)) return refused;
  for (const { place, reason } of faultsIn((error.body as { errors?: unknown } | null)?.errors)) {
    for (const part of partsAt(place, body)) refused.set(part, reason);
  }
  return refused;
}

interface Fault {
  /** The steps of a path to a field. */
  place: string[];
  reason: string;
}

/** Harvest v1 lists `{ field, message }`, v3 texts or `{ <field>: text }`. */
function faultsIn(errors: unknown, place: string[] = []): Fault[] {
  if (Array.isArray(errors)) return errors.flatMap((error) => faultsIn(error, place));
  if (typeof errors === "string") return [{ place: [...place, ...fieldIn(errors)], reason: errors }];
  if (typeof errors !== "object" || errors === null) return [];
  const { field, message } = errors as { field?: unknown; message?: unknown };
  if (typeof field === "string" && typeof message === "string")
    return [{ place: [...place, ...stepsOf(field)], reason: message }];
  return Object.entries(errors).flatMap(([name, error]) => faultsIn(error, [...place, ...stepsOf(name)]));
}

const stepsOf = (path: string) => path.split(/[^\w]+/).filter(Boolean);

/** The field with which a message begins: `Email addresses value is invalid`. */
function fieldIn(message: string): string[] {
  const start = message.toLowerCase().replaceAll(" ", "_");
  const names = Object.entries(spareable).flatMap(([part, others]) => [part, ...others]);
  const [longest] = names.filter((name) => `${start}_`.startsWith(`${name}_`)).sort((a, b) => b.length - a.length);
  return longest === undefined ? [] : [longest];
}

function partsAt(place: string[], body: object): string[] {
  const index = place.findIndex((step) => partsCalled(step, body).length > 0);
  const [part, ...others] = index < 0 ? [] : partsCalled(place[index] ?? "", body);
  if (part === undefined) return [];
  const list = (body as Record<string, unknown>)[part];
  const entry = place[index + 1] ?? "";
  const isEntry = others.length === 0 && Array.isArray(list) && /^\d+$/.test(entry) && Number(entry) < list.length;
  return isEntry ? [`${part}[${entry}]`] : [part, ...others];
}

/** The parts of the body with this name, else those that may mean it. */
function partsCalled(name: string, body: object): string[] {
  const parts = Object.keys(spareable).filter((part) => part in body);
  return parts.includes(name) ? [name] : parts.filter((part) => spareable[part]?.includes(name));
}

function withoutParts<Body extends object>(body: Body, refused: ReadonlyMap<string, string>): Body {
  const kept = Object.entries(body).flatMap(([name, value]) => {
    if (refused.has(name)) return [];
    if (!Array.isArray(value)) return [[name, value]];
    const entries = value.filter((_, index) => !refused.has(`${name}[${index}]`));
    return entries.length > 0 ? [[name, entries]] : [];
  });
  return Object.fromEntries(kept) as Body;
}
