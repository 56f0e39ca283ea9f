import { expect, it } from "vitest";
import { schemasOf } from "./schemas-of";

const document = {
  openapi: "3.1.0",
  info: { title: "Acme", version: "1", description: "The API." },
  paths: { "/jobs": {} },
  components: {
    schemas: {
      Job: {
        description: "A job.",
        examples: [{}],
        properties: {
          description: { type: "string", description: "HTML." },
          places: { type: "array", items: { $ref: "#/components/schemas/Place" } },
        },
      },
      Place: { properties: { within: { $ref: "#/components/schemas/Place" } } },
      Person: { type: "object" },
    },
  },
};

it("keeps the schemas with all that they refer to, and no others", () => {
  expect(Object.keys(schemasOf(document, ["Job"]).components.schemas)).toEqual(["Job", "Place"]);
});

it("leaves explanations out, but not a property that is called like one", () => {
  const { Job } = schemasOf(document, ["Job"]).components.schemas;
  expect(Job).toMatchObject({ properties: { description: { type: "string" } } });
  expect(JSON.stringify(Job)).not.toMatch(/A job|HTML|examples/);
});

it("throws for a schema that the document lacks", () => {
  expect(() => schemasOf(document, ["Candidate"])).toThrow("the document has no schema Candidate");
});
