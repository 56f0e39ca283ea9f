import { afterEach } from "vitest";
import * as z from "zod";
import type { Auth, Connection } from "../contract/connection";
import type { PlanDraft, ReceiptDraft, RunEvent } from "../contract/result";
import type { ActionInput, ActionParameters, RunOptions } from "../contract/run";
import type { CheckContext, ReadContext } from "../contract/warehouse";
import type { OriginFile, PlanContext, WriteContext } from "../contract/write";
import { defineAction, defineConnector } from "../define/define-connector";
import { defineConnection, defineWarehouse } from "../define/define-warehouse";
import { typedApi } from "../http/api";

// A test may leave work that never ends: its turns must not block the next test.
afterEach(() =>
  (globalThis as Record<symbol, Map<string, unknown>>)[Symbol.for("hrflow-connectors.turns.v1")]?.clear(),
);

export interface Person {
  reference: string;
  updatedAt: string;
}

export interface Candidate {
  name: string;
}

interface Json<Body> {
  content: { "application/json": Body };
}

/** As openapi-typescript writes it. */
export interface AcmePaths {
  "/people": { get: { responses: { 200: Json<{ people: Person[] }> } } };
  "/people/{id}/cv": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { "application/octet-stream": string } } };
    };
  };
  "/candidates": {
    get: {
      parameters: { query?: { name?: string } };
      responses: { 200: Json<{ candidates: { id: string; name: string }[] }> };
    };
    post: { requestBody: Json<Candidate>; responses: { 201: Json<{ id: string }> } };
  };
}

const originParameters = z.object({
  apiSecret: z.string().meta({ format: "password" }),
  team: z.string().default("all"),
});
const targetParameters = z.object({
  clientSecret: z.string().min(4).meta({ format: "password" }),
  performAs: z.string(),
  notify: z.boolean().default(false),
});

export type AcmeCredential = z.output<typeof targetParameters>;
export type AcmeReadContext = ReadContext<AcmePaths, z.output<typeof originParameters>>;
export type AcmeWriteContext = WriteContext<AcmePaths, AcmeCredential>;

type AcmeConnection = Connection<z.input<typeof targetParameters>, AcmeCredential, AcmePaths>;

export interface AcmeSettings {
  read?: (context: AcmeReadContext) => AsyncIterable<Person>;
  /** Opens the target: how its requests are authorized. Nothing is read before it resolves. Default: no authorization. */
  auth?: (credential: AcmeCredential) => Auth | Promise<Auth>;
  /** How the origin's requests are authorized. Default: no authorization. */
  originAuth?: () => Auth;
  /** Default: the parameter `performAs`. */
  account?: (credential: AcmeCredential) => string;
  /** Other changes to the target's connection. */
  connection?: Partial<AcmeConnection>;
  /** Default: resolves to a receipt with the id `created-<name>`. */
  write?: (item: Candidate, context: AcmeWriteContext) => Promise<ReceiptDraft | ReceiptDraft[]>;
  /** What a dry run looks up. Default: nothing. */
  plan?: (item: Candidate, context: PlanContext<AcmePaths, AcmeCredential>) => Promise<PlanDraft | PlanDraft[]>;
  /** What the target checks beforehand. Default: nothing. */
  check?: (context: CheckContext<AcmePaths, AcmeCredential>) => Promise<void>;
  format?: (person: Person) => Candidate | Promise<Candidate>;
  /** Default: none. */
  ownTags?: string[];
  id?: (person: Person) => string | null;
  concurrency?: number;
  /** `false`: the origin cannot be read incrementally. */
  cursor?: ((person: Person) => string | null) | false;
  /** Default 0. */
  overlapMs?: number;
  /** How the origin fetches a file with its credential. Default: it has none. */
  file?: (file: OriginFile, context: Pick<AcmeReadContext, "api" | "parameters" | "download">) => Promise<File>;
}

/** People `p0`, `p1`, ... each changed a minute after the one before. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => person(index));
}

export function person(index: number): Person {
  return { reference: `p${index}`, updatedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString() };
}

export async function* stream<T>(items: Iterable<T>, error?: unknown): AsyncGenerator<T> {
  for (const item of items) yield item;
  if (error !== undefined) throw error;
}

/** A connector in memory: each part can be replaced. By default three people are read and written. */
export function createAcme(settings: AcmeSettings = {}) {
  const cursor = settings.cursor ?? ((item: Person) => item.updatedAt);
  const api = typedApi<AcmePaths>({ baseUrl: "https://api.acme.example" });
  const origin = defineWarehouse({
    name: "Acme people",
    dataType: "profile",
    connection: defineConnection({
      name: "acme-people",
      api,
      parameters: originParameters,
      auth: settings.originAuth ?? (() => ({ type: "none" })),
      account: ({ team }) => team,
    }),
    read: {
      endpoints: ["GET /people"],
      read: (context) => (settings.read ?? (() => stream(people(3))))(context),
      ...(settings.id ? { id: settings.id } : {}),
      ...(settings.file ? { file: settings.file } : {}),
      ...(cursor === false ? {} : { cursor, overlapMs: settings.overlapMs ?? 0 }),
    },
  });
  const target = defineWarehouse({
    name: "Acme candidates",
    dataType: "profile",
    connection: defineConnection({
      name: "acme",
      api,
      parameters: targetParameters,
      auth: settings.auth ?? (() => ({ type: "none" })),
      account: settings.account ?? (({ performAs }) => performAs),
      ...settings.connection,
    }),
    write: {
      endpoints: [
        { endpoint: "POST /candidates", permission: "candidates:write" },
        { endpoint: "GET /candidates", permission: "candidates:read" },
      ],
      ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
      ...(settings.plan ? { plan: settings.plan } : {}),
      ...(settings.check ? { check: settings.check } : {}),
      write: async (item: Candidate, context) =>
        settings.write ? settings.write(item, context) : { id: `created-${item.name}` },
    },
  });
  return defineConnector({
    name: "Acme",
    slug: "acme",
    type: "ATS",
    url: "https://acme.example",
    description: "An applicant tracking system in memory",
    package: { name: "hrflow-connector-acme", version: "1.2.3" },
    actions: {
      pushProfile: defineAction({
        description: "Pushes people to candidates.",
        origin,
        target,
        format: settings.format ?? ((item: Person): Candidate => ({ name: item.reference })),
        ...(settings.ownTags ? { ownTags: settings.ownTags } : {}),
      }),
    },
  });
}

/** Creates a candidate by a request. */
export function postCandidate({ name }: Candidate, { api }: AcmeWriteContext): Promise<{ id: string }> {
  return api.POST("/candidates", { body: { name } });
}

export type Acme = ReturnType<typeof createAcme>;
type Input = ActionInput<Acme["pushProfile"]["action"]>;

export const originSecret = "origin-s3cret/+ value";
export const targetSecret = "target-s3cret";

/** A valid input. */
export function inputFor(actionParameters?: ActionParameters<Person, Candidate>, workflowId = "workflow"): Input {
  return {
    workflowId,
    actionParameters,
    originParameters: { apiSecret: originSecret },
    targetParameters: { clientSecret: targetSecret, performAs: "user-1" },
  };
}

/** Runs the action with a valid input. Resolves to the result, the events and the log lines. */
export async function runAcme(
  settings: AcmeSettings = {},
  actionParameters?: ActionParameters<Person, Candidate>,
  options: RunOptions = {},
) {
  const events: RunEvent[] = [];
  const lines: { level: string; fields: object; message: string }[] = [];
  const log = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const logger = { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  const onEvent = (event: RunEvent) => void events.push(event);
  const run = createAcme(settings).pushProfile(inputFor(actionParameters), { logger, onEvent, ...options });
  return { result: await run, events, lines };
}

/** Runs the action with one item, which this function writes. */
export async function runOne(
  write: (context: AcmeWriteContext) => Promise<ReceiptDraft | ReceiptDraft[]>,
  options: RunOptions = {},
) {
  const settings = {
    read: () => stream(people(1)),
    write: (_: Candidate, context: AcmeWriteContext) => write(context),
  };
  return (await runAcme(settings, {}, options)).result;
}
