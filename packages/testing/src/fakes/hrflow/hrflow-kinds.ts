import type { HrflowContainer, HrflowObject, HrflowState } from "./hrflow-state";

/** The differences between profiles and jobs. */
export interface HrflowKind {
  name: "profile" | "job";
  objects: "profiles" | "jobs";
  container: "source" | "board";
  containers: "sources" | "boards";
  /** Fields with a single value. Null if absent. */
  values: string[];
  /** Lists that are empty if absent. */
  lists: string[];
  /** Lists that, if absent, are null in a created object and empty in a replaced one. */
  nullableLists: string[];
  /** Returns whether the required fields are present. */
  isComplete(written: Record<string, unknown>): boolean;
}

const entities = ["languages", "certifications", "courses", "tasks", "interests", "tags", "metadatas"];

export const profileKind: HrflowKind = {
  name: "profile",
  objects: "profiles",
  container: "source",
  containers: "sources",
  values: ["text_language", "text", "experiences_duration", "educations_duration"],
  lists: ["experiences", "educations"],
  nullableLists: ["skills", ...entities, "labels"],
  isComplete: ({ info, text }) => isObject(info) && typeof text === "string",
};

export const jobKind: HrflowKind = {
  name: "job",
  objects: "jobs",
  container: "board",
  containers: "boards",
  values: [
    ...["name", "url", "picture", "summary"],
    ...["culture", "benefits", "responsibilities", "requirements", "interviews"],
  ],
  lists: [],
  nullableLists: ["sections", "skills", ...entities, "ranges_float", "ranges_date"],
  isComplete: ({ name, location }) => typeof name === "string" && isObject(location) && "text" in location,
};

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the profiles of a source or the jobs of a board. */
export function objectsIn(state: HrflowState, kind: HrflowKind, containerKey: string) {
  const objects: (Record<string, unknown> & HrflowState["jobs" | "profiles"][number])[] = state[kind.objects];
  return objects.filter((object) => object[`${kind.container}_key`] === containerKey);
}

export function findContainer(kind: HrflowKind, state: HrflowState, key: unknown): HrflowContainer | undefined {
  return state[kind.containers].find((container) => container.key === key);
}

export const emailOf = ({ info }: HrflowObject) =>
  isObject(info) && typeof info.email === "string" ? info.email : null;
