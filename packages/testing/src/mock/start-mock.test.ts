import { expect, it } from "vitest";
import { loadLibrary } from "../__fixtures__/library";
import { createMockFetch } from "./create-mock-fetch";
import { startMock } from "./start-mock";

it("mocks a parsed document with its overlay, and does not change the document", async () => {
  const spec = await loadLibrary();
  const untouched = structuredClone(spec);
  const mock = await startMock({
    spec,
    overlay(document) {
      delete document.paths["/books/latest"];
      return document;
    },
  });
  try {
    const mockFetch = createMockFetch({ "https://api.library.example/v1": mock });
    const response = await mockFetch("https://api.library.example/v1/books/latest", {
      headers: { "x-api-key": "key" },
    });
    expect(response.status).toBe(404);
    expect(spec).toEqual(untouched);
    expect(mock.document).toEqual(untouched);
  } finally {
    await mock.close();
  }
  await expect(fetch(mock.url)).rejects.toThrow(TypeError);
});
