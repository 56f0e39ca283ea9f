import type { ActionDefinition } from "@hrflow-connectors/core/connector";

/** An action of an installed connector. */
export interface Offered {
  /** `lever.push_profile`. */
  name: string;
  packageName: string;
  slug: string;
  definition: ActionDefinition;
}

/** What may be chosen beside the action. */
export interface Settings {
  /** Of the workflow. */
  name?: string;
  /** Where deliveries are remembered. */
  store?: "file" | "none";
}

export interface Choices extends Required<Settings> {
  action: Offered;
}

/** `lever.push_profile` as the name of a workflow: `lever-push-profile`. */
export function defaultName({ name }: Offered): string {
  return name.replace(/[._]/g, "-");
}

/** What is wrong with the name of a workflow; undefined for a good one. */
export function nameFault(name: string): string | undefined {
  return /^[a-z0-9][\w.-]{0,99}$/i.test(name)
    ? undefined
    : "Expected characters of A to Z, digits, dots, dashes and underscores";
}
