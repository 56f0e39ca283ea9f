import fc from "fast-check";
import type { OpenApiDocument, Parameter } from "../document/openapi-document";
import type { OperationEntry } from "../document/operations";
import { dereference } from "../document/references";
import { arbitraryOf } from "../fuzz/arbitrary-of";

interface Example {
  value?: unknown;
}

/** Returns one request per request example of an operation, or a single one if the operation has no body. */
export function exampleRequests(entry: OperationEntry, base: string, document: OpenApiDocument): Request[] {
  const { method, operation } = entry;
  const { url, headers } = urlAndHeaders(entry, base, document);
  if (!operation.requestBody) return [new Request(url, { method, headers })];
  const { content = {} } = dereference(operation.requestBody, document);
  return Object.entries(content).flatMap(([type, { examples = {} }]) =>
    Object.values(examples).map((example) => {
      const { value } = dereference<Example>(example, document);
      const contentType: Record<string, string> = type.startsWith("multipart/") ? {} : { "content-type": type };
      return new Request(url, { method, headers: { ...headers, ...contentType }, body: bodyOf(type, value) });
    }),
  );
}

/** Fills in the required parameters and every kind of credential that the documents declare. */
function urlAndHeaders({ path, operation, pathItem }: OperationEntry, base: string, document: OpenApiDocument) {
  const headers: Record<string, string> = { "x-api-key": "key", authorization: credential(operation, document) };
  const query = new URLSearchParams(credentialParameters("query", document).map((name) => [name, "key"]));
  let filledPath = path;
  for (const reference of [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = dereference(reference, document) as Parameter & { required?: boolean; example?: unknown };
    if (!parameter.required) continue;
    const value = String(parameter.example ?? sample(parameter, document));
    if (parameter.in === "path") filledPath = filledPath.replace(`{${parameter.name}}`, encodeURIComponent(value));
    if (parameter.in === "query") query.set(parameter.name, value);
    if (parameter.in === "header") headers[parameter.name] = value;
  }
  const search = query.size > 0 ? `?${query}` : "";
  return { url: `${base}${filledPath}${search}`, headers };
}

function sample({ schema = true }: Parameter, document: OpenApiDocument): unknown {
  return fc.sample(
    arbitraryOf(schema, document).filter((value) => value !== null && /^[\w-]+$/.test(String(value))),
    { numRuns: 1, seed: 1 },
  )[0];
}

function credential({ security }: OperationEntry["operation"], document: OpenApiDocument): string {
  const names = (security ?? document.security ?? []).flatMap((requirement) => Object.keys(requirement));
  const schemes = (document.components?.securitySchemes ?? {}) as Record<string, { scheme?: string }>;
  return names.some((name) => schemes[name]?.scheme === "basic") ? `Basic ${btoa("key:")}` : "Bearer token";
}

function credentialParameters(location: string, document: OpenApiDocument): string[] {
  const schemes = Object.values((document.components?.securitySchemes ?? {}) as Record<string, Parameter>);
  return schemes.filter((scheme) => scheme.in === location).map(({ name }) => name);
}

function bodyOf(type: string, value: unknown): string | URLSearchParams | FormData {
  const isForm = type === "multipart/form-data" || type === "application/x-www-form-urlencoded";
  if (!isForm) return typeof value === "string" ? value : JSON.stringify(value);
  const form = type === "multipart/form-data" ? new FormData() : new URLSearchParams();
  for (const [name, parts] of Object.entries(value as Record<string, unknown>)) {
    for (const part of [parts].flat()) form.append(name, typeof part === "string" ? part : JSON.stringify(part));
  }
  return form;
}
