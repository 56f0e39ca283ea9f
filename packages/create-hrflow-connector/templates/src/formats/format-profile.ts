// #if pullProfileList
import { bare, compact } from "@hrflow-connectors/core/formats";
import { type HrflowProfileItem, profileNames, profileText } from "@hrflow-connectors/hrflow-client/warehouses";
import type { Candidate } from "../generated/__slug__";

/** The default mapping of `__camel__.pullProfileList`. */
export function formatProfile({ id, name, email, phone }: Candidate): HrflowProfileItem {
  const info = { ...profileNames({ fullName: name }), ...compact({ email: bare(email), phone: bare(phone) }) };
  return { reference: id, info, text: profileText({ info }) };
}
// #end
