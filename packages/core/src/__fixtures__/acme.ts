import * as z from "zod";
import type {
  ActionInput,
  ActionParameters,
  ReadContext,
  ReceiptDraft,
  RunEvent,
  RunOptions,
  WarehouseContext,
} from "../contract/v1";
import { defineAction } from "../define/define-action";
import { defineConnector } from "../define/define-connector";
import { defineWarehouse } from "../define/define-warehouse";

export interface Person {
  reference: string;
  updatedAt: string;
}

export interface Candidate {
  name: string;
}

export interface AcmeSettings {
  read?: (context: ReadContext) => AsyncIterable<Person>;
  open?: (context: WarehouseContext) => Promise<void>;
  write?: (item: Candidate, context: WarehouseContext) => Promise<ReceiptDraft | ReceiptDraft[]>;
  format?: (person: Person) => Candidate | Promise<Candidate>;
  reference?: (person: Person) => string | null;
  concurrency?: number;
  cursor?: ((person: Person) => string) | false;
  /** Names the account that is written to; without it, nothing is remembered of deliveries. */
  account?: (parameters: { performAs: string }) => string;
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

/** People `p0`, `p1`, ... each changed a minute after the one before. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => person(index));
}

export function person(index: number): Person {
  return { reference: `p${index}`, updatedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString() };
}

export async function* stream<T>(items: Iterable<T>, fault?: unknown): AsyncGenerator<T> {
  for (const item of items) yield item;
  if (fault !== undefined) throw fault;
}

/** A connector in memory: each part can be replaced. By default three people are read and written. */
export function createAcme(settings: AcmeSettings = {}) {
  const cursor = settings.cursor ?? ((item: Person) => item.updatedAt);
  const origin = defineWarehouse({
    specificationVersion: "v1",
    name: "Acme people",
    dataType: "profile",
    read: {
      parameters: originParameters,
      endpoints: [{ method: "GET", path: "/people" }],
      read: (_parameters, context) => (settings.read ?? (() => stream(people(3))))(context),
      ...(settings.reference ? { reference: settings.reference } : {}),
      ...(cursor === false ? {} : { incremental: { cursor } }),
    },
  });
  const target = defineWarehouse({
    specificationVersion: "v1",
    name: "Acme candidates",
    dataType: "profile",
    write: {
      parameters: targetParameters,
      endpoints: [{ method: "POST", path: "/candidates", permission: "candidates:write" }],
      ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
      ...(settings.account ? { delivery: { account: settings.account } } : {}),
      async open(_parameters, context) {
        await settings.open?.(context);
        return {
          write: async (item: Candidate) =>
            settings.write ? settings.write(item, context) : { id: `made-${item.name}` },
        };
      },
    },
  });
  return defineConnector({
    specificationVersion: "v1",
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
      }),
    },
  });
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

/** Runs the action with a valid input and answers the result with everything that was let out on the way. */
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
