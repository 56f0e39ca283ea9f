import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import type { ConnectorDefinition } from "@hrflow-connectors/core/connector";
import type { OpenApiDocument } from "../document/openapi-document";
import type { Fake } from "../fakes/engine/fake-types";

/** A connector, as `defineConnector` returns it. */
export interface TestedConnector {
  readonly definition: ConnectorDefinition;
}

/** A record of the vendor, as the suite compares it. */
export interface VendorRecord {
  /** As a receipt names it. */
  id: string;
  /** One line per part that a push creates, without ids: `name Ada Example`, `file ada.pdf`. */
  parts: readonly string[];
}

/** The vendor's records that a pull reads. */
export interface PulledRecords<State> {
  /** The ids of all that a run delivers, as the references that HrFlow.ai gets. */
  ids(state: State): readonly string[];
  /** Whether the vendor returns the whole list in one response: there are no pages to test. Default false. */
  isWhole?: boolean;
  /** Adds a record that is newer than the others. Needed by actions that read incrementally. */
  add?(state: State): void;
}

/** What the suite needs to know of a connector and its vendor. */
export interface ConformanceSettings<State> {
  /** The vendor's OpenAPI documents, or their files, by base URL. */
  documents: Record<string, OpenApiDocument | string | URL>;
  /**
   * Creates the vendor's fake with the records that pulls read: at least three pages of each list, so that the pages between the first
   * and the last are tested. The fake keeps what it creates, and checks credentials.
   */
  createFake(): Fake<State>;
  /** The parameters that reach the vendor, of all actions or by the action's method. Secrets have at least 8 characters. */
  parameters: object | ((method: string) => object);
  /** Further parameters of HrFlow.ai's warehouses, such as `{ upsert: true }`. Those that an action has are used. Default: none. */
  hrflow?: object;
  /** Lists the records of people that pushes created, with all that they have. Needed by connectors that push profiles. */
  records?(state: State): readonly VendorRecord[];
  /** Fields of the profile that is pushed, such as tags that name a job. Default: a person with e-mail, phone and resume. */
  profile?: Record<string, unknown>;
  /**
   * What differs in the profile of a second person with the same name and address, if the vendor refuses such a person beside the first:
   * tags that name another job, where a job takes each address once. Default: nothing differs, and the vendor accepts both.
   */
  twin?: Record<string, unknown>;
  /**
   * Gives consent again, for a credential that works once and is lost with the response that used it: an authorization code, or a refresh
   * token that each use replaces. Returns the parameters that change. Default: every credential works again.
   */
  renew?(state: State): object;
  /** Further texts that nothing but the records of tokens may show, such as the beginning of the tokens that the fake issues. */
  secrets?: readonly string[];
  /** Returns the usual part that another one replaces, such as the resume for a file that is added later. Default: the part itself. */
  usualPart?(part: string): string;
  /** What pulls read, by the action's method. Needed by connectors that pull. */
  pulls?: Record<string, PulledRecords<State>>;
  /**
   * Operations that the connector declares for accounts or records that this suite does not have, with the reason.
   * Example: `{ "GET /posts": "only of accounts with the job board" }`.
   */
  notCalled?: Record<string, string>;
  /**
   * Checks that a documented rule of the vendor makes meaningless, with the rule. Each is still run, and must fail. Example:
   * `{ "pullJobList: reads on after a page without records, if there is a next one": "an empty page is the end of Acme's lists" }`.
   */
  leftOut?: Record<string, string>;
  /**
   * Whether each action is also tested against mocks of the documents, with every documented example and error. Needs Prism, an optional
   * peer of 90 MB. Default false.
   */
  prism?: boolean;
  /** Further people and accounts, which take other paths through the connector. */
  variants?: readonly Variant<State>[];
}

/**
 * A person or an account that takes another path through an action, such as one without a resume. What is left out, also of
 * the profile, is that of the settings.
 */
export interface Variant<State>
  extends Partial<
    Pick<ConformanceSettings<State>, "createFake" | "parameters" | "profile" | "twin" | "records" | "renew" | "pulls">
  > {
  /** What is different: `a file that is attached after the create`. */
  name: string;
  /** The methods of the actions that it is for. */
  actions: readonly string[];
}

/** Calls an action with inputs that the type of the connector does not know here. */
export type CallAction = (input: ActionInput, options: RunOptions) => Promise<RunResult>;

export interface ActionInput {
  workflowId: string;
  actionParameters: { readMode?: "sync" | "incremental"; dryRun?: boolean; format?: (item: never) => unknown };
  originParameters: object;
  targetParameters: object;
}

/** The connection of a warehouse, as far as the suite looks into it. */
export interface TestedConnection {
  name: string;
  protocol?: string;
  rateLimit?: unknown;
  auth(credential: object): { type: string };
  /** `isRead` lists the paths that are read by POST. */
  api: { isRead?(path: string): boolean };
}

type TestedSide = { choose(parameters: object): { connection: TestedConnection } };

/** What an action does, as far as the suite is concerned. */
export interface TestedAction {
  method: string;
  call: CallAction & {
    action: { format(item: never): unknown } & Record<"origin" | "target", { read?: TestedSide; write?: TestedSide }>;
  };
  definition: ConnectorDefinition["actions"][number];
  /** Whether it reads from HrFlow.ai and writes to the vendor, or the other way round. */
  direction: "push" | "pull";
  /** Whether its parameters name one record. */
  readsOne: boolean;
}

/** The parameters of HrFlow.ai's warehouses. */
const account = ["apiSecret", "apiUser"];

/** Returns the actions that move records between HrFlow.ai and the vendor. */
export function actionsOf(connector: TestedConnector): TestedAction[] {
  return connector.definition.actions.flatMap((definition) => {
    const call = (connector as unknown as Record<string, TestedAction["call"]>)[definition.method];
    const [origin, target] = [definition.origin, definition.target].map(({ parameters }) => namesOf(parameters));
    const isHrflow = (names: string[] | undefined) => account.every((name) => names?.includes(name));
    if (!call || isHrflow(origin) === isHrflow(target)) return [];
    const direction = isHrflow(origin) ? "push" : "pull";
    const readsOne = direction === "push" ? Boolean(origin?.includes("profileKey")) : !/List$/.test(definition.method);
    return [{ method: definition.method, call, definition, direction, readsOne }];
  });
}

/** The names of all parameters, also of those that only some alternatives have. */
export function namesOf(schema: object): string[] {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema as Record<string, never>;
  return [...Object.keys(properties), ...[anyOf, oneOf, allOf].flat().flatMap((part) => namesOf(part as object))];
}

/** The values of the parameters that are marked as secrets. */
export function secretsOf(schema: object, parameters: object): string[] {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema as Record<string, never>;
  const own = Object.entries(properties as Record<string, { format?: string }>)
    .filter(([, { format }]) => format === "password")
    .map(([name]) => (parameters as Record<string, unknown>)[name])
    .filter((value) => typeof value === "string");
  const below = [anyOf, oneOf, allOf].flat().flatMap((part) => secretsOf(part as object, parameters));
  return [...new Set([...own, ...below])];
}
