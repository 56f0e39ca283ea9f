import { readFile } from "node:fs/promises";
import { loadDocument } from "@hrflow-connectors/testing";
import { expect, it } from "vitest";

it("publishes the OpenAPI document of specs/hrflow as JSON", async () => {
  const published = JSON.parse(await readFile(new URL("../dist/openapi.json", import.meta.url), "utf8"));
  expect(published).toEqual(await loadDocument(new URL("../../../specs/hrflow/openapi.yaml", import.meta.url)));
});
