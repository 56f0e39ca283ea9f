import { beforeAll, expect, it, vi } from "vitest";
import { toJSONSchema } from "zod/mini";
import { publishedPackages } from "./published-packages";

type Convert = (schema: never, options: { io: "input" }) => object;

/** What the packages give to core as parameters, and how they convert it. */
const declared: [schema: object, convert: Convert | undefined][] = [];

vi.mock("@hrflow-connectors/core/connector", async (importOriginal) => {
  const original = await importOriginal<typeof import("@hrflow-connectors/core/connector")>();
  const parameterSchema = (schema: never, convert?: Convert) => {
    declared.push([schema, convert]);
    return original.parameterSchema(schema, convert);
  };
  return { ...original, parameterSchema };
});

const connectors = publishedPackages.filter(({ isConnector }) => isConnector);

beforeAll(async () => {
  for (const { name } of connectors) await import(name);
});

it("every parameter schema of every connector is converted as zod does it", () => {
  expect(connectors.length).toBeGreaterThan(0);
  expect(declared.length).toBeGreaterThan(2 * connectors.length);
  for (const [schema, convert] of declared) {
    expect(convert?.(schema as never, { io: "input" })).toEqual(toJSONSchema(schema as never, { io: "input" }));
  }
});
