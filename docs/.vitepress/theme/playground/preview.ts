import { type Coverage, coverage, type Limiter, type RunResult } from "@hrflow-connectors/core";
import { createHrflowFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { type AnyFormat, compileFormat, messageOf } from "./edited-format";
import { recordRequests, type ShownRequest } from "./record-requests";
import { type Side, secret } from "./vendors";

export interface FieldCoverage extends Coverage {
  /** Of the fields that hold something, those that the format carried or read: 0 to 100, rounded down. */
  percent: number;
}

/** What the page shows for an input. */
export interface Preview {
  /** What keeps the input from being formatted, for people; null if nothing does. */
  error: string | null;
  /** Indented JSON of what the format returned; null without one. */
  item: string | null;
  requests: ShownRequest[];
  /** Of the run, for people: failures, and warnings of what was created. */
  problems: string[];
  /** Null if the format failed. */
  fields: FieldCoverage | null;
}

const [apiUser, sourceKey, boardKey] = ["playground@example.com", "c".repeat(40), "b".repeat(40)];
const defaultKey = "a".repeat(40);

/** The limits belong to the process: without this, the previews of an account would wait for each other. */
const limiter: Limiter = { take: async () => ({ finish() {}, pause() {}, refusals: () => 0 }) };

/** Runs an action on one input, against fakes. Never rejects. `code` replaces the connector's format. */
export async function preview(direction: "push" | "pull", side: Side, text: string, code?: string): Promise<Preview> {
  const shown: Preview = { error: null, item: null, requests: [], problems: [], fields: null };
  try {
    const input = parseInput(text);
    const own: AnyFormat = side.action.action.format;
    const format = code === undefined ? own : compileFormat(code, own);
    shown.item = await formatted(format, input);
    shown.fields = await fieldsOf(side, input, format);
    const result = await run(direction, side, input, format, shown.requests);
    shown.problems = problemsOf(result);
  } catch (error) {
    shown.error = messageOf(error);
  }
  return shown;
}

/** How much of an input the connector's own format uses, in percent; null if it cannot be formatted. */
export async function percentOf(side: Side, text: string): Promise<number | null> {
  try {
    return (await fieldsOf(side, parseInput(text), side.action.action.format))?.percent ?? null;
  } catch {
    return null;
  }
}

function parseInput(text: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new Error(`The input is not valid JSON: ${messageOf(error)}`);
  }
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new Error("The input must be one JSON object: a profile or a job.");
  return input as Record<string, unknown>;
}

async function formatted(format: AnyFormat, input: unknown): Promise<string | null> {
  try {
    return JSON.stringify(await format(structuredClone(input)), null, 2) ?? null;
  } catch (error) {
    throw new Error(`The format refuses this input: ${messageOf(error)}`);
  }
}

async function fieldsOf({ action }: Side, input: unknown, format: AnyFormat): Promise<FieldCoverage | null> {
  const found = await coverage(action, input, format).catch(() => null);
  if (!found) return null;
  const kept = found.carried.length + found.read.length;
  return { ...found, percent: Math.floor((100 * kept) / Math.max(1, kept + found.lost.length)) };
}

function run(
  direction: "push" | "pull",
  { action, parameters, createFake }: Side,
  input: Record<string, unknown>,
  format: AnyFormat,
  requests: ShownRequest[],
): Promise<RunResult> {
  const key = typeof input.key === "string" && /^[0-9a-f]{40}$/.test(input.key) ? input.key : defaultKey;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: secret, userEmail: apiUser }],
    ...{ sources: [sourceKey], boards: [boardKey] },
    profiles: direction === "push" ? [{ ...input, key, source_key: sourceKey }] : [],
  });
  const account = { apiSecret: secret, apiUser };
  const [originParameters, targetParameters] =
    direction === "push"
      ? [{ ...account, sourceKey, profileKey: key }, parameters]
      : [parameters, { ...account, boardKey }];
  const fetch = joinFakes([hrflow, createFake(input)], { files: filesOf(input) });
  return action(
    { workflowId: "playground", actionParameters: { format }, originParameters, targetParameters },
    { fetch: recordRequests(fetch, [secret], requests), limiter },
  );
}

/** A small file at the address of each attachment. */
function filesOf({ attachments }: Record<string, unknown>) {
  const urls = (Array.isArray(attachments) ? attachments : []).map((attachment) => attachment?.public_url);
  const respond = () =>
    new Response("%PDF-1.4\n% a resume\n%%EOF\n", { headers: { "content-type": "application/pdf" } });
  return Object.fromEntries(urls.filter((url) => URL.canParse(url)).map((url) => [new URL(url).href, respond]));
}

function problemsOf({ failures, receipts }: RunResult): string[] {
  return [
    ...failures.map(({ stage, error }) => `${stage}: ${error.message}`),
    ...receipts.flatMap(({ warnings }) => warnings ?? []),
  ];
}
