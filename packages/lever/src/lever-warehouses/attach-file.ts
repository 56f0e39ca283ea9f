import { type Delivery, describeError } from "@hrflow-connectors/core";
import type { LeverClient } from "../lever-client";
import { unwrap } from "../lever-error";
import { appearsWithinMs } from "./appears-within";
import type { MadeOpportunity } from "./create-opportunity";
import type { FetchedResume } from "./fetch-resume";

/**
 * A file that Lever does not take as a resume, or that could not be downloaded in time for the create, goes as a plain file.
 * Answers warnings; one that fails for a passing reason is left for the next run.
 */
export async function attachFile(
  client: LeverClient,
  performAs: string,
  { id: opportunity, isResumeLate }: MadeOpportunity,
  resume: () => Promise<FetchedResume>,
  delivery: Delivery,
): Promise<string[]> {
  /** Undefined where there is none, or none any more. */
  const download = async (): Promise<File | undefined> => {
    const { file, fault } = await resume();
    if (fault?.mayPass) throw fault.error;
    return file;
  };
  try {
    const { isAttached } = await delivery.step(`file of ${opportunity}`, {
      intent: async () => ({ name: (await download())?.name }),
      async make() {
        const file = await download();
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
      async find(sent) {
        const name = sent ? sent.name : (await download())?.name;
        if (name === undefined) return { isAttached: false };
        const answer = await unwrap(
          client.GET("/opportunities/{opportunity}/files", { params: { path: { opportunity } } }),
        );
        const files = Array.isArray(answer) ? answer : answer.data;
        return files.some((file) => file.name === name) ? { isAttached: true } : null;
      },
      appearsWithinMs,
    });
    if (isAttached) return isResumeLate ? [lateResume] : [];
    const { fault } = await resume();
    return fault ? [fault.message] : [];
  } catch (error) {
    const { fault } = await resume();
    if (fault) return [fault.message];
    const reason = isResumeLate ? "" : "is of a type that Lever does not parse, and ";
    return [`the resume ${reason}was not taken as a file: ${describeError(error).message}`];
  }
}

const lateResume = "the resume could not be downloaded when the opportunity was made, and went as a plain file";
