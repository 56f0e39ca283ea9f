import type { OpenApiDocument } from "../document/openapi-document";
import { pathFits } from "../document/operations";
import { type DeclaredOperation, declaredResponses } from "./declared-responses";

/** An operation that a connector uses; the `endpoints` of its warehouses fit. */
export interface UsedEndpoint {
  method: string;
  /** The template below the vendor's base URL. What its parameters are called does not matter. */
  path: string;
}

/** One error that a connector has to live with. `{ method, path, code: status }` makes a mock fetch answer it. */
export interface ContractCase {
  operationId: string;
  method: string;
  path: string;
  status: number;
}

/**
 * One case for each error status (400 and above) that the used operations declare, to be looped over by any test runner.
 * Throws when an endpoint is not in the document, as nothing would be tested about it.
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
    ({ method, path }) => method === endpoint.method.toUpperCase() && sameTemplate(path, endpoint.path),
  );
  if (!found) throw new Error(`${endpoint.method} ${endpoint.path} is not in the document`);
  return found;
}

function sameTemplate(one: string, other: string): boolean {
  return pathFits(one, other) && pathFits(other, one);
}
