import type { LeverOpportunityItem } from "../formats/lever-items";

/**
 * The multipart body that creates an opportunity with its resume. Lists repeat their part, nested fields stand in brackets.
 * How phones are spelt is not documented: `phones[][type]` and `phones[][value]` are what a client in use sends.
 *
 * @see https://hire.lever.co/developer/documentation#create-an-opportunity
 */
export function opportunityForm(body: Omit<LeverOpportunityItem, "resume">, resume: File): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) append(form, name, value);
  form.append("resumeFile", resume, resume.name);
  return form;
}

function append(form: FormData, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const entry of value) append(form, `${name}[]`, entry);
  else if (typeof value === "object")
    for (const [key, entry] of Object.entries(value)) append(form, `${name}[${key}]`, entry);
  else form.append(name, String(value));
}
