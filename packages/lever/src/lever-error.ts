import { createUnwrap } from "@hrflow-connectors/core";
import type { LeverErrorBody } from "./lever-types";

/** A call's data, or a typed error in Lever's own words. */
export const unwrap = createUnwrap((body) => {
  const { code, message } = body as Partial<LeverErrorBody>;
  return [code, message].filter(Boolean).join(": ");
});
