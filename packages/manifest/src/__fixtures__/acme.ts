import type { ActionDefinition, ConnectorDefinition, ParameterSchema } from "@hrflow-connectors/core/connector";
import type { LoadedConnector } from "../action-pages";

type Fields = Record<string, Record<string, unknown>>;

/** A schema of parameters with a check of its own, as connectors declare them. */
export function sampleParameters(
  properties: Fields,
  required: string[],
  check: (given: Fields) => string[] = () => [],
) {
  const schema = { type: "object", properties, required };
  const validate = (given: unknown) => {
    const issues = check(given as Fields).map((message) => ({ message }));
    return issues.length > 0 ? { issues } : { value: given };
  };
  const standard = { "~standard": { version: 1, vendor: "sample", validate, jsonSchema: {} } };
  return { schema, parameters: standard as unknown as ParameterSchema<unknown> };
}

export const account = sampleParameters(
  {
    host: { type: "string", description: "Host of the API", examples: ["eu"] },
    token: { type: "string", format: "password", description: "Token" },
    user: { type: "string", description: "Name | id" },
    password: { type: "string", format: "password", description: "Password of the user" },
    notify: { type: "boolean", default: false, description: "Whether people are notified" },
  },
  ["host"],
  ({ token, user, password }) => {
    if (token) return user || password ? ["token cannot be combined"] : [];
    return user && password ? [] : ["expected token, or user and password"];
  },
);

const board = sampleParameters({ board: { type: "string", description: "Token of the board" } }, ["board"]);

/** A connector with one action, `pushProfile`. */
export function sampleConnector(changes: Partial<ActionDefinition> = {}): LoadedConnector {
  const action: ActionDefinition = {
    ...{ id: "push_profile", method: "pushProfile", description: "Creates a candidate." },
    actionParameters: { type: "object", properties: { format: { description: "The mapping" } } },
    origin: {
      ...{ name: "Acme board", dataType: "profile", parameters: board.schema, endpoints: [] },
      ...{ supportsIncremental: false, deletions: null },
    },
    target: {
      ...{ name: "Acme candidates", dataType: "profile", parameters: account.schema },
      endpoints: [{ method: "POST", path: "/candidates", permission: "write", url: "https://acme.example/docs" }],
      ...{ concurrency: 2, updates: false, archiveParameter: null, files: { types: ["pdf"], maxBytes: 1_000 } },
    },
    defaults: { actionParameters: {}, originParameters: {}, targetParameters: { notify: false } },
    ...changes,
  };
  const definition: ConnectorDefinition = {
    ...{ specificationVersion: "v1", name: "Acme", slug: "acme", type: "ATS", url: "https://acme.example" },
    ...{ description: "Moves profiles.", package: { name: "hrflow-connector-acme", version: "1.0.0" } },
    actions: [action],
  };
  const schemas = { origin: board.parameters, target: account.parameters, format: "formatCandidate" };
  return { definition, exportName: "acme", actions: new Map([["pushProfile", schemas]]) };
}
