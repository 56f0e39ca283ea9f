import { type Delivery, describeError } from "@hrflow-connectors/core";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import type { LeverContact } from "../lever-types";
import type { MadeOpportunity, OpportunityBody } from "./create-opportunity";
import type { FetchedResume } from "./fetch-resume";

type Phones = NonNullable<OpportunityBody["phones"]>;

/** What follows the create. It can only add warnings to the receipt. */
export async function completeOpportunity(
  client: LeverClient,
  performAs: string,
  body: OpportunityBody,
  made: MadeOpportunity,
  resume: () => Promise<FetchedResume>,
  delivery: Delivery,
): Promise<string[]> {
  if (made.isFileOpen) return attachFile(client, performAs, made.id, resume, delivery);
  if (!body.phones?.length || made.hasPhones || !(await resume()).isResume) return [];
  return correctPhones(client, body.phones, made);
}

/** How phones are spelt in multipart is doubtful: when the answer shows none, the contact is corrected. */
async function correctPhones(client: LeverClient, phones: Phones, made: MadeOpportunity): Promise<string[]> {
  try {
    if (made.contact === undefined) throw new Error("the answer names no contact");
    const path = { contact: made.contact };
    const stored = (await unwrap(client.GET("/contacts/{contact}", { params: { path } }))).data;
    if (stored.phones?.length) return [];
    await unwrap(client.PUT("/contacts/{contact}", { params: { path }, body: withPhones(stored, phones) }));
    return [];
  } catch (error) {
    return [`Lever did not take the phone number: ${describeError(error).message}`];
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

/** A file that Lever does not take as a resume goes as a plain file, after the create. */
async function attachFile(
  client: LeverClient,
  performAs: string,
  opportunity: string,
  resume: () => Promise<FetchedResume>,
  delivery: Delivery,
): Promise<string[]> {
  try {
    await delivery.step(`file of ${opportunity}`, {
      async make() {
        const { file } = await resume();
        if (!file) return { isAttached: false };
        const form = new FormData();
        form.append("file", file, file.name);
        await unwrap(
          client.POST("/opportunities/{opportunity}/files", {
            params: { path: { opportunity }, query: { perform_as: performAs } },
            body: { file: file.name },
            bodySerializer: () => form,
          }),
        );
        return { isAttached: true };
      },
      async find() {
        const { file } = await resume();
        const answer = await unwrap(
          client.GET("/opportunities/{opportunity}/files", { params: { path: { opportunity } } }),
        );
        const files = Array.isArray(answer) ? answer : answer.data;
        return files.some(({ name }) => name === file?.name) ? { isAttached: true } : null;
      },
    });
    return [];
  } catch (error) {
    return [
      `the resume is of a type that Lever does not parse, and was not taken as a file: ${describeError(error).message}`,
    ];
  }
}
