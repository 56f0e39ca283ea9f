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

/** How phones are spelt in multipart is doubtful: when the answer shows none, the contact is corrected. */
async function correctPhones(
  client: LeverClient,
  phones: Phones,
  { id, contact }: MadeOpportunity,
  delivery: Delivery,
): Promise<string[]> {
  const failed = (why: string) => [`Lever did not take the phone number: ${why}`];
  if (contact === undefined) return failed("the answer names no contact");
  const path = { contact };
  const read = async () => (await unwrap(client.GET("/contacts/{contact}", { params: { path } }))).data;
  try {
    await delivery.step(`phones of ${id}`, {
      async make() {
        const stored = await read();
        if (!stored.phones?.length)
          await unwrap(client.PUT("/contacts/{contact}", { params: { path }, body: withPhones(stored, phones) }));
        return { contact };
      },
      find: async () => ((await read()).phones?.length ? { contact } : null),
    });
    return [];
  } catch (error) {
    return failed(describeError(error).message);
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
