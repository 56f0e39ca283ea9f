// #if pullProfileList
import { bare } from "@hrflow-connectors/core/formats";
import { type HrflowProfileItem, profileItem, profileNames } from "@hrflow-connectors/hrflow-client/warehouses";
import type { Candidate } from "../generated/__slug__";

/** The default mapping of `__camel__.pullProfileList`. */
export function formatProfile({ id, name, email, phone, created_at }: Candidate): HrflowProfileItem {
  const info = { ...profileNames({ fullName: name }), email: bare(email), phone: bare(phone) };
  return profileItem({ reference: id, info, created_at });
}
// #end
