import { type Delivery, describeError } from "@hrflow-connectors/core";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverContact } from "../lever-types";
import { attachFile } from "./attach-file";
import type { MadeOpportunity, OpportunityBody } from "./create-opportunity";
import type { FetchedResume } from "./fetch-resume";

type Phones = NonNullable<OpportunityBody["phones"]>;

/** What follows the create. It can only add warnings to the receipt, and leave what may pass for the next run. */
export async function completeOpportunity(
  client: LeverClient,
  performAs: string,
  body: OpportunityBody,
  made: MadeOpportunity,
  resume: () => Promise<FetchedResume>,
  delivery: Delivery,
): Promise<string[]> {
  if (made.isFileOpen) return attachFile(client, performAs, made, resume, delivery);
  if (!body.phones?.length || made.hasPhones) return [];
  return correctPhones(client, body.phones, made, delivery);
}

/**
 * How phones are spelt in multipart is doubtful: when the answer shows none, the contact is corrected. Doing it again does no
 * harm, so that it is no step of the delivery.
 */
async function correctPhones(
  client: LeverClient,
  phones: Phones,
  made: MadeOpportunity,
  delivery: Delivery,
): Promise<string[]> {
  try {
    if (made.contact === undefined) throw new Error("the answer names no contact");
    const path = { contact: made.contact };
    const stored = (await unwrap(client.GET("/contacts/{contact}", { params: { path } }))).data;
    if (stored.phones?.length) return [];
    await unwrap(client.PUT("/contacts/{contact}", { params: { path }, body: withPhones(stored, phones) }));
    return [];
  } catch (error) {
    const { message, retryable } = describeError(error);
    if (retryable) delivery.leaveOpen();
    return [`Lever did not take the phone number: ${message}`];
  }
}

/** Everything that the contact holds is sent again: whether Lever keeps what is left out is not known. */
function withPhones(stored: LeverContact, phones: Phones) {
  return {
    ...(stored.name ? { name: stored.name } : {}),
    ...(stored.headline ? { headline: stored.headline } : {}),
    ...(stored.location?.name ? { location: stored.location.name } : {}),
    ...(stored.emails?.length ? { emails: stored.emails } : {}),
    phones,
  };
}
