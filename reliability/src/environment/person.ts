import { secrets } from "./secrets";
import type { Profile } from "./variant";

/** A name that a vendor stores in another form: two blanks, and an accent of its own. */
export const awkwardName = "Ada  Exa\u0301mple";

/** The parameters that read the profile from HrFlow.ai. */
export const originParameters = {
  apiSecret: secrets.hrflowKey,
  apiUser: "recruiter@example.com",
  sourceKey: "5".repeat(40),
  profileKey: "7".repeat(40),
};

/** A synthetic profile, as HrFlow.ai stores it, with the changes of a fixture. */
export function person(changes: Record<string, unknown> = {}): Profile & { created_at: string } {
  return {
    source_key: originParameters.sourceKey,
    key: originParameters.profileKey,
    reference: "person-1",
    created_at: "2020-05-06T07:08:09+0000",
    info: { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" },
    ...changes,
  };
}

export const tags = (name: string, values: string[]) => ({ tags: values.map((value) => ({ name, value })) });
