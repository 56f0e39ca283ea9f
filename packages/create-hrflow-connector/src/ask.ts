import type { Readable, Writable } from "node:stream";
import { isCancel, multiselect, select, text } from "@clack/prompts";
import { type Action, type Auth, actions, nameFault, nameOf, type Settings, slugFault } from "./settings";

const authHints: [Auth, string][] = [
  ["bearer", "a key or token in `Authorization: Bearer`"],
  ["basic", "a key as the user name of HTTP Basic"],
  ["oauth", "OAuth 2.0 client credentials"],
  ["headers", "a key in a header of its own"],
];

const actionHints: Record<Action, string> = {
  pullJobList: "jobs of the ATS to an HrFlow.ai board",
  pullProfileList: "candidates of the ATS to an HrFlow.ai source",
  pushProfile: "an HrFlow.ai profile to the ATS, with its resume",
};

/** Asks for the missing settings. Resolves to undefined if the user cancels. */
export async function ask(
  known: Partial<Settings>,
  streams: { input?: Readable; output?: Writable } = {},
): Promise<Settings | undefined> {
  const slug =
    known.slug ??
    (await text({
      message: "Slug of the ATS",
      placeholder: "acme",
      validate: (value = "") => slugFault(value),
      ...streams,
    }));
  if (isCancel(slug)) return undefined;
  const initialValue = nameOf(slug);
  const name =
    known.name ??
    (await text({ message: "Name of the ATS", initialValue, validate: (value = "") => nameFault(value), ...streams }));
  if (isCancel(name)) return undefined;
  const auth =
    known.auth ??
    (await select({
      message: "How does its API authorize requests?",
      options: authHints.map(([value, hint]) => ({ value, label: value, hint })),
      ...streams,
    }));
  if (isCancel(auth)) return undefined;
  const chosen =
    known.actions ??
    (await multiselect({
      message: "Which actions?",
      options: actions.map((value) => ({ value, label: value, hint: actionHints[value] })),
      initialValues: [...actions],
      required: true,
      ...streams,
    }));
  if (isCancel(chosen)) return undefined;
  const spec = known.spec ?? (await askSpec(streams));
  if (isCancel(spec)) return undefined;
  const ordered = actions.filter((action) => chosen.includes(action));
  return { slug, name, auth, actions: ordered, spec: spec || undefined, repository: known.repository };
}

function askSpec(streams: object) {
  const message = "Path of the vendor's OpenAPI document (empty: a sample to edit)";
  return text({ message, defaultValue: "", ...streams });
}
