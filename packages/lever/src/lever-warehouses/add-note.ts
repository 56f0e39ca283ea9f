import { paginate } from "@hrflow-connectors/core/connector";
import { canonical, listOf } from "@hrflow-connectors/core/formats";
import { visibleAfterMs } from "./attach-resume";
import type { OpportunityContext } from "./opportunity-parameters";
import { pageOf } from "./responses";

/**
 * Adds a text to an opportunity as a note, once.
 *
 * @see https://hire.lever.co/developer/documentation#create-a-note
 */
export async function addNote(
  { api, parameters, optional }: OpportunityContext,
  step: string,
  opportunity: string,
  text: string,
): Promise<void> {
  const path = { opportunity };
  const params = { path, query: { perform_as: parameters.performAs } };
  // Its beginning is enough of a name, and a warning repeats it.
  await optional(
    `note of ${step}: ${text.replace(/\s+/g, " ").slice(0, 60)}`,
    {
      async create(): Promise<{ id?: string | undefined }> {
        const { data } = await api.POST("/opportunities/{opportunity}/notes", { params, body: { value: text } });
        return { id: data.noteId ?? data.id };
      },
      keep: ({ id }) => ({ id }),
      async find() {
        const list = (offset: string | undefined) =>
          api.GET("/opportunities/{opportunity}/notes", { params: { path, query: { limit: 100, offset } } });
        for await (const { id, text: shown, fields } of paginate(list, pageOf)) {
          const texts = [shown, ...listOf(fields).map(({ value }) => value)];
          if (texts.some((one) => one && canonical(one) === canonical(text))) return { id };
        }
        return null;
      },
      visibleAfterMs,
    },
    opportunity,
  );
}
