import type { OpenApiDocument } from "../../document/openapi-document";
import { findOperation, type OperationEntry } from "../../document/operations";
import { dereference } from "../../document/references";
import { formViolations, queryViolations } from "../../document/request-violations";
import type { SchemaValidator } from "../../document/schema-validator";
import { isInjected } from "./faults";
import { isUnder, withoutQuery } from "./find-route";
import { readBody } from "./http-messages";

/** A document with its validator: `{ document, validator: schemaValidator(document) }`. */
export interface Specification {
  document: OpenApiDocument;
  validator: SchemaValidator;
}

/** A `fetch` that records violations of the specifications. */
export interface CheckedFetch {
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** One line for each fault of a request or a response so far. */
  violations: readonly string[];
}

/**
 * Wraps a `fetch` and validates every request and response against the specification of its base URL. It shows where a fake
 * and a client agree on something that the vendor does not document. Requests to other URLs are not validated, nor are the responses of
 * faults that a fake was told to have.
 *
 * @example
 * const document = await loadDocument("openapi.yaml");
 * const specification = { document, validator: schemaValidator(document) };
 * const checked = checkedFetch(fake.fetch, { "https://api.example.com/v1": specification });
 * await lever.pushProfile(call, { fetch: checked.fetch });
 * checked.violations;
 */
export function checkedFetch(
  fetch: (request: Request) => Promise<Response>,
  specifications: Record<string, Specification>,
): CheckedFetch {
  const violations: string[] = [];
  return {
    violations,
    async fetch(input, init) {
      const request = new Request(input, init);
      const base = Object.keys(specifications).find((url) => isUnder(url, request.url));
      const specification = base === undefined ? undefined : specifications[base];
      if (base === undefined || !specification) return fetch(request);

      const path = withoutQuery(request.url).slice(base.length) || "/";
      const report = (part: string, faults: string[]) =>
        violations.push(...faults.map((fault) => `${request.method} ${path}: ${part}: ${fault}`));
      const entry = findOperation(specification.document, request.method, path);
      if (!entry) report("request", ["the operation is not in the specification"]);
      else report("request", await requestFaults(request.clone(), entry, specification));
      const response = await fetch(request);
      if (entry && !isInjected(response))
        report(`response ${response.status}`, await responseFaults(response.clone(), entry, specification));
      return response;
    },
  };
}

async function requestFaults(request: Request, entry: OperationEntry, specification: Specification): Promise<string[]> {
  const { document, validator } = specification;
  const mediaType = mediaTypeOf(request.headers);
  const query = queryViolations(new URL(request.url).searchParams, entry, document);
  const faults = query.map(({ location, message }) => `${location.at(-1)} ${message}`);
  const { json, form } = await readBody(request);
  if (form) faults.push(...formViolations(form, mediaType, entry, document, validator).map(({ message }) => message));
  const body = entry.operation.requestBody && dereference(entry.operation.requestBody, document);
  const schema = body?.content?.[mediaType]?.schema;
  if (json !== undefined && schema !== undefined) faults.push(...validator.validate(schema, json));
  return faults;
}

async function responseFaults(
  response: Response,
  entry: OperationEntry,
  specification: Specification,
): Promise<string[]> {
  const { document, validator } = specification;
  const declared = entry.operation.responses?.[String(response.status)];
  if (!declared) return ["the status is not declared"];
  const content = dereference(declared, document).content;
  const text = await response.text();
  if (!content) return text === "" ? [] : ["has a body, but none is declared"];
  const mediaType = mediaTypeOf(response.headers);
  // A file has the type that it was stored with.
  if (mediaType !== "application/json" && "application/octet-stream" in content) return [];
  const schema = content[mediaType]?.schema;
  if (schema === undefined) {
    return [mediaType === "" ? "has no content type" : `the content type ${mediaType} is not declared`];
  }
  // A schema says nothing about the bytes of a file.
  if (!mediaType.includes("json")) return [];
  try {
    return validator.validate(schema, JSON.parse(text));
  } catch {
    return ["is not valid JSON"];
  }
}

function mediaTypeOf(headers: Headers): string {
  return headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}
