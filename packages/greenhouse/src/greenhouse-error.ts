import { createUnwrap } from "@hrflow-connectors/core";

/** What Harvest (`message`, `errors`) and the Job Board API (`error`) answer when they refuse a call. */
interface ErrorBody {
  message?: unknown;
  error?: unknown;
  errors?: unknown;
}

/** A call's data, or a typed error in Greenhouse's own words. */
export const unwrap = createUnwrap((body) => {
  const { message, error, errors } = (body ?? {}) as ErrorBody;
  const faults = Array.isArray(errors) ? errors.map(wordsOf).filter(Boolean).join("; ") : "";
  return [message, error, faults].filter((text) => typeof text === "string" && text !== "").join(": ");
});

function wordsOf(fault: unknown): string | undefined {
  if (typeof fault === "string") return fault;
  const { field, message } = (fault ?? {}) as { field?: string | null; message?: string };
  return [field, message].filter(Boolean).join(" ");
}
