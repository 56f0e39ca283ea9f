import { sha256 } from "@hrflow-connectors/core";
import { trimmed } from "@hrflow-connectors/core/formats";

interface Person {
  name?: string | null;
  emails?: string[] | null;
}

/** Who was sent: by hashes, so that a later run knows the opportunity again though the profile has changed. */
export interface OpportunityIdentity {
  /** Left out where no name was sent. */
  name?: string;
  emails: string[];
}

/** The salt keeps the hashes of one delivery apart from those of all others. */
export async function identityOf({ name, emails }: Person, salt: number): Promise<OpportunityIdentity> {
  const known = trimmed(name);
  return {
    ...(known === undefined ? {} : { name: await sha256(`${salt} ${known}`) }),
    emails: await Promise.all((emails ?? []).map((email) => sha256(`${salt} ${email.trim().toLowerCase()}`))),
  };
}

/**
 * By e-mail where one was sent: Lever shows the contact's own name then. By name alone otherwise. With `isParsed`, Lever may
 * have filled in from the resume what was not sent.
 */
export async function isSamePerson(
  found: Person,
  sent: OpportunityIdentity,
  salt: number,
  isParsed: boolean,
): Promise<boolean> {
  const { name, emails } = await identityOf(found, salt);
  if (sent.emails.length > 0) return sent.emails.some((email) => emails.includes(email));
  if (isParsed) return sent.name === undefined || name === sent.name;
  return emails.length === 0 && name === sent.name;
}
