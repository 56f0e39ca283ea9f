import type { OpenApiDocument, Reference, Schema } from "./openapi-document";

/** Follows `$ref` to a node that is not a reference. Throws if the target is missing or outside the document. */
export function dereference<Node extends object>(node: Node | Reference, document: OpenApiDocument): Node {
  let current: Node | Reference = node;
  for (let steps = 0; isReference(current); steps += 1) {
    if (steps > 100) throw new Error(`${current.$ref} refers to itself`);
    current = lookUp(current.$ref, document) as Node | Reference;
  }
  return current;
}

/** Returns the target of a local reference such as `#/components/schemas/Profile`. */
export function lookUp(reference: string, document: OpenApiDocument): unknown {
  if (!reference.startsWith("#/")) throw new Error(`${reference} is not a reference into this document`);
  const tokens = reference.slice(2).split("/");
  return tokens.reduce<unknown>((node, token) => {
    const key = decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
    const found = (node as Record<string, unknown>)[key];
    if (found === undefined) throw new Error(`${reference} does not exist: ${key} is missing`);
    return found;
  }, document);
}

/** Returns the value of a `$ref` to the node at a path in the document. */
function referenceTo(...tokens: string[]): string {
  const escaped = tokens.map((token) => encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1")));
  return `#/${escaped.join("/")}`;
}

/** Returns the schema for a name under `components.schemas`, for a local reference, or the given schema itself. */
export function schemaFrom(target: string | Schema): Schema {
  if (typeof target !== "string") return target;
  return { $ref: target.startsWith("#/") ? target : referenceTo("components", "schemas", target) };
}

function isReference(node: object): node is Reference {
  return "$ref" in node && typeof node.$ref === "string";
}
