import { isCancel, select, text } from "@clack/prompts";
import { type Choices, defaultName, nameFault, type Offered, type Settings } from "./choices";

type Known = Settings & { action: Offered | undefined };

/** Asks for what is not known yet. Resolves to undefined if the user cancels. */
export async function ask(offered: Offered[], known: Known): Promise<Choices | undefined> {
  const action =
    known.action ??
    (await select({
      message: "Which action?",
      options: offered.map((value) => ({ value, label: value.name, hint: value.definition.description })),
    }));
  if (isCancel(action)) return undefined;
  const initialValue = defaultName(action);
  const name =
    known.name ??
    (await text({ message: "Name of the workflow", initialValue, validate: (value = "") => nameFault(value) }));
  if (isCancel(name)) return undefined;
  const store =
    known.store ??
    (await select<Choices["store"]>({
      message: "Where are deliveries remembered?",
      options: [
        { value: "file", label: "in files", hint: "in the folder .hrflow, for one machine" },
        { value: "none", label: "nowhere", hint: "a repeated run may create records again" },
      ],
    }));
  if (isCancel(store)) return undefined;
  return { action, name, store };
}
