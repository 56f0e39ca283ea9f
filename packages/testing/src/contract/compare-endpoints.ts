import { pathFits } from "../document/operations";
import type { Exchange } from "../mock/exchange";
import type { UsedEndpoint } from "./contract-cases";

/** How far what a connector declares and what it calls differ. */
export interface EndpointDifference {
  /** Declared endpoints that no request went to. */
  notCalled: UsedEndpoint[];
  /** Requests to operations that are not declared, without repeats. */
  notDeclared: UsedEndpoint[];
}

/** Compares the endpoints that a connector declares with the requests it made through a mock fetch. */
export function compareEndpoints(
  exchanges: readonly Exchange[],
  endpoints: readonly UsedEndpoint[],
): EndpointDifference {
  const calls = exchanges.map(({ operation, method, path }) => ({ method, path: operation?.path ?? path }));
  const unique = [...new Map(calls.map((call) => [`${call.method} ${call.path}`, call])).values()];
  return {
    notCalled: endpoints.filter((endpoint) => !unique.some((call) => isCallOf(endpoint, call))),
    notDeclared: unique.filter((call) => !endpoints.some((endpoint) => isCallOf(endpoint, call))),
  };
}

function isCallOf(endpoint: UsedEndpoint, call: UsedEndpoint): boolean {
  return endpoint.method.toUpperCase() === call.method && pathFits(endpoint.path, call.path);
}
