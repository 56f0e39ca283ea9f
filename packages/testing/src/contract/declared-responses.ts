import type { OpenApiDocument } from "../document/openapi-document";
import { operationsOf } from "../document/operations";

/** What an operation says it may answer. */
export interface DeclaredOperation {
  operationId: string;
  /** In capitals: `GET`. */
  method: string;
  path: string;
  /** Ascending. Ranges such as `4XX` and `default` are left out: they name no status. */
  statuses: number[];
}

/** Lists every operation of a document with the statuses it declares. */
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
