/** The version of the plugin contract that this folder describes. */
export type SpecificationVersion = "v1";
