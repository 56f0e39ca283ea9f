import { type Environment, parametersOf, type Run, type Subject } from "./environment";
import { fileSignature, hrflowParameters } from "./person";
import { secretsOf, type TestedAction } from "./settings";

/** The secrets that no result, event, log line or record of the store may show. */
function secretsOfAction<State>(subject: Subject<State>, action: TestedAction): string[] {
  const { origin, target } = action.definition;
  const schema = (action.direction === "push" ? target : origin).parameters;
  const { settings } = subject;
  return [
    hrflowParameters.apiSecret,
    ...secretsOf(schema, parametersOf(settings, action)),
    ...(settings.secrets ?? []),
  ];
}

/** Returns the secrets that a run exposed or stored. Records of tokens may hold them. */
export function leaksOf<State>(
  subject: Subject<State>,
  action: TestedAction,
  { result, events, logLines }: Run,
  { store }: Environment<State>,
): string[] {
  const secrets = secretsOfAction(subject, action);
  const exposed = leaksIn(JSON.stringify([result, events, logLines]), [...secrets, fileSignature]);
  const stored = [...store.contents].filter(([key]) => !key.includes(":token:")).map((entry) => entry.join(" "));
  return [
    ...exposed.map((secret) => `the result, an event or a log line shows ${hint(secret)}`),
    ...leaksIn(stored.join("\n"), secrets).map((secret) => `the store holds ${hint(secret)}`),
  ];
}

const hint = (secret: string) => `a secret (${secret.slice(0, 4)}..., ${secret.length} characters)`;

/** Returns the secrets that a text holds, in any usual spelling. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)));
}

function spellingsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret);
  const lower = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const entities = secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const base64 = [0, 1, 2].map((offset) => base64Within(secret, offset));
  return [secret, escaped, encoded, lower, encodeURIComponent(encoded), entities, ...base64];
}

/** The base64 characters that depend only on the text if `offset` other bytes precede it. */
function base64Within(text: string, offset: number): string {
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6)];
  const latin = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(" ".repeat(offset) + latin).slice(from, to);
}
