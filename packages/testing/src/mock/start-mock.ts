import { copyDocument, loadDocument } from "../document/load-document";
import type { OpenApiDocument } from "../document/openapi-document";
import { keepViolationsAscii } from "./ascii-violations";
import { loadPrism } from "./load-prism";
import { plainMultipartParts } from "./plain-multipart-parts";

/** What `startMock` mocks. */
export interface MockSettings {
  /** The path of a YAML or JSON file, or the parsed document. */
  spec: string | URL | OpenApiDocument;
  /**
   * Changes a copy of the document before Prism gets it, where Prism cannot take what the vendor does. Default:
   * `plainMultipartParts`, which another overlay has to call itself to keep it.
   */
  overlay?: (document: OpenApiDocument) => OpenApiDocument;
}

/** A running mock of one API. */
export interface Mock {
  /** `http://127.0.0.1:<port>`. The base path of the document's servers is not part of its paths. */
  url: string;
  /** The document as the vendor has it, without the overlay. */
  document: OpenApiDocument;
  close(): Promise<void>;
}

/**
 * Starts Prism for one OpenAPI document, in this process and on a free port of the loopback interface. Security, requests
 * and responses are checked. It takes seconds: start it once for a suite.
 *
 * @throws When Prism's libraries, which are optional peers, are not installed; the message has the command that does.
 */
export async function startMock({ spec, overlay = plainMultipartParts }: MockSettings): Promise<Mock> {
  const document = typeof spec === "string" || spec instanceof URL ? await loadDocument(spec) : copyDocument(spec);
  const server = await createPrism(overlay(copyDocument(document)));
  const url = await server.listen(0, "127.0.0.1");
  return { url, document, close: () => server.close() };
}

async function createPrism(document: OpenApiDocument) {
  const { createServer, getHttpOperationsFromSpec, createLogger } = await loadPrism();
  const operations = await getHttpOperationsFromSpec(document);
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      upstreamProxy: undefined,
      mock: { dynamic: false },
    },
    components: { logger: createLogger("mock", { level: "silent" }) },
  });
  keepViolationsAscii(server);
  return server;
}
