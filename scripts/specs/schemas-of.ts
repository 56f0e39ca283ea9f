interface Document {
  openapi: string;
  info: { title: string; version: string };
  components: { schemas: Record<string, unknown> };
}

/** A document with nothing but these schemas and those that they refer to, without what explains them to people. */
export function schemasOf({ openapi, info, components }: Document, names: readonly string[]) {
  const schemas: Record<string, unknown> = {};
  const add = (name: string): void => {
    if (name in schemas) return;
    if (!(name in components.schemas)) throw new Error(`the document has no schema ${name}`);
    schemas[name] = withoutExplanations(components.schemas[name]);
    for (const [, below = ""] of JSON.stringify(schemas[name]).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      add(below);
  };
  names.forEach(add);
  return { openapi, info: { title: info.title, version: info.version }, paths: {}, components: { schemas } };
}

/** A property may be called `description` too: its schema is no text. */
function withoutExplanations(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutExplanations);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) =>
      !(key === "description" && typeof value === "string") && !(key === "examples" && Array.isArray(value)),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutExplanations(value)]));
}
