import type { OpenApiDocument } from "../document/openapi-document";
import { operationsOf, pathFits } from "../document/operations";
import type { Exchange } from "../mock/exchange";

/** An operation that a connector uses, such as an entry of a warehouse's `endpoints`. */
export interface UsedEndpoint {
  method: string;
  /** The template below the vendor's base URL. The names of its parameters do not matter. */
  path: string;
}

/** An operation with the response statuses that it declares. */
export interface DeclaredOperation {
  operationId: string;
  /** In upper case: `GET`. */
  method: string;
  path: string;
  /** In ascending order. Ranges such as `4XX` and `default` are left out because they name no status. */
  statuses: number[];
}

/** One error that a connector has to handle. `{ method, path, code: status }` makes a mock fetch return it. */
export interface ContractCase {
  operationId: string;
  method: string;
  path: string;
  status: number;
}

/** The differences between the endpoints that a connector declares and those that it calls. */
export interface EndpointDifference {
  /** Declared endpoints without a request. */
  notCalled: UsedEndpoint[];
  /** Requested operations that are not declared, without duplicates. */
  notDeclared: UsedEndpoint[];
}

/** Returns every operation of a document with the statuses that it declares. */
export function declaredResponses(document: OpenApiDocument): DeclaredOperation[] {
  return operationsOf(document).map(({ method, path, operation }) => ({
    operationId: operation.operationId ?? `${method} ${path}`,
    method,
    path,
    statuses: Object.keys(operation.responses)
      .filter((status) => /^\d{3}$/.test(status))
      .map(Number)
      .sort((one, other) => one - other),
  }));
}

/**
 * Returns one case for each error status (400 and above) that the used operations declare. Works with any test runner.
 *
 * @example
 * const mock = await startMock({ spec: document });
 * const fetch = createMockFetch({ "https://api.acme.example/v1": mock });
 * for (const { method, path, status } of contractCases(document, [{ method: "POST", path: "/people" }])) {
 *   fetch.reset();
 *   fetch.prefer({ method, path, code: status });
 *   expect(outcomeFaults(await push({ fetch }), "write", status)).toEqual([]);
 *   expectNoViolations(fetch);
 * }
 *
 * @throws If an endpoint is not in the document: it would go untested.
 */
export function contractCases(document: OpenApiDocument, endpoints: readonly UsedEndpoint[]): ContractCase[] {
  const declared = declaredResponses(document);
  return endpoints.flatMap((endpoint) => {
    const { operationId, method, path, statuses } = declaredOperation(declared, endpoint);
    return statuses.filter((status) => status >= 400).map((status) => ({ operationId, method, path, status }));
  });
}

function declaredOperation(declared: DeclaredOperation[], endpoint: UsedEndpoint): DeclaredOperation {
  const found = declared.find(
    ({ method, path }) =>
      method === endpoint.method.toUpperCase() && pathFits(path, endpoint.path) && pathFits(endpoint.path, path),
  );
  if (!found) throw new Error(`${endpoint.method} ${endpoint.path} is not in the document`);
  return found;
}

/** Compares the endpoints that a connector declares with its requests through a mock fetch. */
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
