/** What kind of record a warehouse holds. */
export type DataType = "profile" | "job" | "application" | "other";
