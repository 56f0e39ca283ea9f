import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleRequests } from "./__fixtures__/example-request";
import { declaredResponses } from "./contract/endpoints";
import { loadDocument } from "./document/load-document";
import { operationsOf } from "./document/operations";
import { createMockFetch, type MockFetch } from "./mock/create-mock-fetch";
import { expectNoViolations } from "./mock/exchange";
import { type Mock, startMock } from "./mock/start-mock";

const specs = new URL("../../../specs/", import.meta.url);
/** Documents of webhooks have no operations to mock. */
const names = readdirSync(specs, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !entry.name.endsWith("-webhooks") ? [entry.name] : [],
);
const base = "https://api.vendor.example";

describe.each(names)("the mock of %s", async (name) => {
  const document = await loadDocument(new URL(`${name}/openapi.yaml`, specs));
  const declared = declaredResponses(document);
  let mock: Mock;
  let mockFetch: MockFetch;

  beforeAll(async () => {
    mock = await startMock({ spec: document });
    mockFetch = createMockFetch({ [base]: mock });
  });

  afterAll(() => mock.close());

  it.each(operationsOf(document))("responds to $method $path with every status it declares", async (entry) => {
    mockFetch.reset();
    const statuses =
      declared.find(({ method, path }) => method === entry.method && path === entry.path)?.statuses ?? [];
    for (const request of exampleRequests(entry, base, document)) {
      for (const code of statuses) {
        mockFetch.prefer({ code }, 1);
        expect((await mockFetch(request.clone())).status).toBe(code);
      }
    }
    expect(mockFetch.exchanges.length).toBeGreaterThan(0);
    expectNoViolations(mockFetch);
  });
});
