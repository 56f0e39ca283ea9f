import { sha256 } from "@hrflow-connectors/core";
import { listOf, trimmed } from "@hrflow-connectors/core/formats";

export interface Person {
  first_name?: string | null;
  last_name?: string | null;
  email_addresses?: { value: string }[] | null;
}

/** Who was sent, and for which job: by hashes, so that a later run knows the candidate again though the profile has changed. */
export interface CandidateIdentity {
  name: string;
  emails: string[];
  job: number;
}

/** The salt keeps the hashes of one delivery apart from those of all others. */
export async function identityOf(person: Person, job: number, salt: number): Promise<CandidateIdentity> {
  const addresses = listOf(person.email_addresses).map(({ value }) => emailHash(value, salt));
  return { name: await nameHash(person, salt), emails: await Promise.all(addresses), job };
}

/** The same names, and an address in common or none on either side. */
export async function isSamePerson(found: Person, sent: CandidateIdentity, salt: number): Promise<boolean> {
  const { name, emails } = await identityOf(found, sent.job, salt);
  if (name !== sent.name) return false;
  return sent.emails.length === 0 ? emails.length === 0 : sent.emails.some((email) => emails.includes(email));
}

export function emailHash(address: string, salt: number): Promise<string> {
  return sha256(`${salt} ${address.trim().toLowerCase()}`);
}

function nameHash({ first_name, last_name }: Person, salt: number): Promise<string> {
  return sha256(JSON.stringify([salt, trimmed(first_name) ?? "", trimmed(last_name) ?? ""]));
}
