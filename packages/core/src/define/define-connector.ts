import type {
  ActionDefinition,
  ActionInput,
  AnyAction,
  ConnectorDefinition,
  ConnectorSource,
  RunOptions,
  RunResult,
  Warehouse,
} from "../contract/v1";
import { ConfigurationError } from "../errors";
import { actionParametersDefaults, actionParametersSchema } from "../run/action-parameters";
import { jsonSchemaOf } from "../run/parameter-faults";
import { type RunningConnector, runAction } from "../run/run-action";

/** An action that can be called; `action` is the plain data behind it. */
export interface ConnectorAction<A extends AnyAction> {
  (input: ActionInput<A>, options?: RunOptions): Promise<RunResult>;
  readonly id: string;
  readonly action: A;
  /** Whose action it is. */
  readonly connector: RunningConnector;
}

/** A connector: its actions by their methods' names, and the plain data behind them. */
export type Connector<Actions extends Record<string, AnyAction>> = {
  readonly definition: ConnectorDefinition;
} & { readonly [Method in keyof Actions]: ConnectorAction<Actions[Method]> };

/** Makes a connector out of plain data. Throws `ConfigurationError` for a contract version that this core does not speak. */
export function defineConnector<const Actions extends Record<string, AnyAction>>(
  source: ConnectorSource<Actions>,
): Connector<Actions> {
  checkVersion(`connector ${source.name}`, source.specificationVersion);
  const methods = Object.entries(source.actions).map(([method, action]) => {
    checkVersion(`warehouse ${action.origin.name}`, action.origin.specificationVersion);
    checkVersion(`warehouse ${action.target.name}`, action.target.specificationVersion);
    const id = snakeCase(method);
    const call = (input: ActionInput<typeof action>, options?: RunOptions) =>
      runAction(source, id, action, input, options);
    return [
      method,
      Object.assign(call, { id, action, connector: { slug: source.slug, package: source.package } }),
    ] as const;
  });
  let definition: ConnectorDefinition | undefined;
  const connector = Object.fromEntries(methods);
  Object.defineProperty(connector, "definition", {
    enumerable: true,
    get: () => {
      definition ??= describeConnector(source);
      return definition;
    },
  });
  return connector as unknown as Connector<Actions>;
}

const supportedVersion = "v1";

function checkVersion(what: string, version: string): void {
  if (version === supportedVersion) return;
  throw new ConfigurationError(
    `${what} speaks version ${version} of the plugin contract; this core takes ${supportedVersion}`,
  );
}

function describeConnector({ actions, ...source }: ConnectorSource): ConnectorDefinition {
  return { ...source, actions: Object.entries(actions).map(([method, action]) => describeAction(method, action)) };
}

function describeAction(method: string, action: AnyAction): ActionDefinition {
  const { read } = action.origin;
  const { write } = action.target;
  const origin = { ...describeWarehouse(action.origin, read), supportsIncremental: read.incremental !== undefined };
  const target = { ...describeWarehouse(action.target, write), concurrency: write.concurrency ?? 1 };
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

function describeWarehouse(warehouse: Warehouse, side: AnyAction["origin"]["read"] | AnyAction["target"]["write"]) {
  const { name, dataType } = warehouse;
  return { name, dataType, parameters: jsonSchemaOf(side.parameters), endpoints: [...side.endpoints] };
}

function defaultsOf(schema: Record<string, unknown>): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, { default?: unknown }>);
  return Object.fromEntries(
    properties.filter(([, field]) => "default" in field).map(([key, field]) => [key, field.default]),
  );
}

function snakeCase(method: string): string {
  return method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
