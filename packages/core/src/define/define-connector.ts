import type {
  ActionDefinition,
  AnyWebhooks,
  CheckInput,
  Connector,
  ConnectorDefinition,
  ConnectorSource,
} from "../contract/connector";
import type { Action, ActionInput, AnyAction, RunOptions } from "../contract/run";
import type { Side, Warehouse } from "../contract/warehouse";
import type { WebhookEventSource } from "../contract/webhooks";
import { ConfigurationError } from "../errors";
import { checkAction } from "../run/check";
import { actionParametersDefaults, actionParametersSchema } from "../run/parameters";
import { runAction } from "../run/run-action";
import { defaultsOf, jsonSchemaOf, unmarkedSecrets } from "./parameter-schema";

/** Types an action: its format takes what the origin yields and returns what the target writes, never null. */
export function defineAction<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem>(
  action: Action<OriginInput, OriginParameters, OriginItem, TargetInput, TargetParameters, TargetItem>,
): typeof action {
  return action;
}

/** Creates a connector from plain data. Throws `ConfigurationError` for a definition that cannot work, naming the part. */
export function defineConnector<
  const Actions extends Record<string, AnyAction>,
  const Hooks extends AnyWebhooks | undefined = undefined,
>(source: ConnectorSource<Actions, Hooks>): Connector<Actions, Hooks> {
  checkConnector(source);
  const { slug, package: packageIdentity } = source;
  const identity = { slug, package: packageIdentity };
  const methods = Object.entries(source.actions).map(([method, action]) => {
    const id = snakeCase(method);
    const call = (input: ActionInput<typeof action>, options?: RunOptions) =>
      runAction({ connector: identity, id, action }, input, options);
    return [method, Object.assign(call, { id, action, connector: identity })] as const;
  });
  let definition: ConnectorDefinition | undefined;
  const connector: Record<string, unknown> = Object.fromEntries(methods);
  const check = async (input: CheckInput<Actions>, options?: RunOptions) => {
    const action = methods.find(([method]) => method === input?.action)?.[1];
    if (!action) {
      const known = methods.map(([method]) => method).join(", ");
      throw new ConfigurationError(`check: action: expected one of ${known}, found ${JSON.stringify(input?.action)}`);
    }
    return checkAction(action, input, options);
  };
  Object.defineProperty(connector, "check", { value: check });
  if (source.webhooks) Object.defineProperty(connector, "webhooks", { value: source.webhooks });
  Object.defineProperty(connector, "definition", {
    enumerable: true,
    get: () => {
      definition ??= describeConnector(source);
      return definition;
    },
  });
  return connector as unknown as Connector<Actions, Hooks>;
}

const supportedVersion = "v1";

/** What a connector has beside its actions. */
const reserved = ["definition", "check", "webhooks"];

function checkConnector(source: ConnectorSource): void {
  const fail = (message: string): never => {
    throw new ConfigurationError(`connector ${JSON.stringify(source.name ?? source.slug)}: ${message}`);
  };
  const { slug, package: identity, actions, webhooks } = source;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug ?? ""))
    fail(`slug: expected lower-case letters, digits and hyphens, found ${JSON.stringify(slug)}`);
  if (typeof identity?.name !== "string" || typeof identity.version !== "string")
    fail("package: expected { name, version } of the npm package, which the user agent names");
  const methods = new Map<string, string>();
  for (const [method, action] of Object.entries(actions ?? {})) {
    const id = snakeCase(method);
    if (reserved.includes(method)) fail(`action "${method}": the name is reserved`);
    if (methods.has(id)) fail(`actions "${methods.get(id)}" and "${method}" have the same id, ${id}`);
    methods.set(id, method);
    if (typeof action.format !== "function") fail(`action "${method}": format is not a function`);
    checkSide(action.origin, action.origin?.read, "origin", (message) => fail(`action "${method}": ${message}`));
    checkSide(action.target, action.target?.write, "target", (message) => fail(`action "${method}": ${message}`));
    const { deliveries } = action;
    const shared = Object.entries(actions).find(([other]) => snakeCase(other) === deliveries)?.[1];
    if (deliveries !== undefined && (!shared || shared.target !== action.target || shared.deliveries !== undefined))
      fail(
        `action "${method}": deliveries: expected the id of an action with the same target, found ${JSON.stringify(deliveries)}`,
      );
  }
  if (webhooks === undefined) return;
  const { name, events } = webhooks?.source ?? fail("webhooks: were not created by defineWebhooks");
  // The store remembers events by it, and logs show it.
  if (name !== slug) fail(`webhooks: expected the connector's slug as their name, found ${JSON.stringify(name)}`);
  for (const [event, { action }] of Object.entries(events))
    if (action) checkWebhookAction(actions, action, (message) => fail(`webhooks: event "${event}": ${message}`));
}

function checkWebhookAction(
  actions: Record<string, AnyAction>,
  { method, originParameters, readMode }: NonNullable<WebhookEventSource["action"]>,
  fail: (message: string) => never,
): void {
  const { read } = (Object.hasOwn(actions, method) && actions[method]?.origin) || fail(`no action ${method}`);
  const { properties } = jsonSchemaOf(read.parameters);
  const unknown = Object.keys(originParameters).filter((name) => properties && !Object.hasOwn(properties, name));
  if (unknown.length > 0) fail(`the origin of ${method} has no parameter ${unknown.join(", ")}`);
  if (readMode && !read.cursor) fail(`${method} does not support readMode "${readMode}"`);
}

function checkSide(
  warehouse: Warehouse | undefined,
  side: Side<unknown, unknown> | undefined,
  role: "origin" | "target",
  fail: (message: string) => never,
): void {
  if (!warehouse) fail(`${role} is missing`);
  const version: string | undefined = warehouse.specificationVersion;
  const name = `${role} ${JSON.stringify(warehouse.name)}`;
  if (version !== supportedVersion) {
    fail(
      version === undefined
        ? `${name} was not created by defineWarehouse`
        : `${name} speaks version ${version} of the plugin contract; this core speaks ${supportedVersion}`,
    );
  }
  if (!side) fail(`${name} cannot be ${role === "origin" ? "read" : "written"}`);
  try {
    const unmarked = unmarkedSecrets(jsonSchemaOf(side.parameters));
    if (unmarked.length > 0) {
      throw new ConfigurationError(
        `${unmarked.join(", ")}: the name looks like a secret. Mark it with .meta({ format: "password" }), or with .meta({ secret: false }) if it is not one`,
      );
    }
  } catch (error) {
    fail(`parameters of ${name}: ${error instanceof Error ? error.message : "unusable"}`);
  }
}

function describeConnector({ actions, webhooks: _, ...source }: ConnectorSource): ConnectorDefinition {
  const described = Object.entries(actions).map(([method, action]) => describeAction(method, action));
  return { specificationVersion: supportedVersion, ...source, actions: described };
}

/** Describes an action as plain data: its parameters, endpoints, capabilities and defaults. `method` is its name, `pushProfile`. */
export function describeAction(method: string, action: AnyAction): ActionDefinition {
  const { read } = action.origin;
  const { write } = action.target;
  const { deletions, cursor } = read;
  const { concurrency, idempotent, archiveParameter = null, files = null } = write;
  const origin = { ...describeSide(action.origin, read), supportsIncremental: cursor !== undefined, deletions };
  const target = { ...describeSide(action.target, write), concurrency, updates: idempotent, archiveParameter, files };
  return {
    id: snakeCase(method),
    method,
    description: action.description,
    actionParameters: actionParametersSchema,
    origin,
    target,
    defaults: {
      actionParameters: actionParametersDefaults,
      originParameters: defaultsOf(origin.parameters),
      targetParameters: defaultsOf(target.parameters),
    },
  };
}

function describeSide({ name, dataType }: Warehouse, side: Side<unknown, unknown>) {
  return { name, dataType, parameters: jsonSchemaOf(side.parameters), endpoints: [...side.endpoints] };
}

function snakeCase(method: string): string {
  return method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
