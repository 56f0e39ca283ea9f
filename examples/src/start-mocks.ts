import { readFile } from "node:fs/promises";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  createMockFetch,
  type Mock,
  type MockFetch,
  type OpenApiDocument,
  plainMultipartParts,
  startMock,
} from "@hrflow-connectors/testing";

export interface Mocks {
  fetch: MockFetch;
  close(): Promise<void>;
}

const specification = (name: string) => new URL(`../../specs/${name}/openapi.yaml`, import.meta.url);

/** Starts a mock of each API from its specification. HrFlow.ai's holds the profile; resumes come from a sample file. */
export async function startMocks(profile: HrflowProfile): Promise<Mocks> {
  const hrflow = await startMock({
    spec: specification("hrflow"),
    overlay: (document) => withProfile(plainMultipartParts(document), profile),
  });
  const lever = await startMock({ spec: specification("lever") });
  const greenhouse = await startMock({ spec: specification("greenhouse-harvest-v3") });
  const routes: Record<string, Mock> = {
    "https://api.hrflow.ai/v1": hrflow,
    "https://api.lever.co/v1": lever,
    "https://auth.lever.co": lever,
    "https://harvest.greenhouse.io/v3": greenhouse,
    "https://auth.greenhouse.io": greenhouse,
  };
  const resume = await readFile(new URL("../resume.pdf", import.meta.url));
  const files = Object.fromEntries(
    (profile.attachments ?? [])
      .map((attachment) => attachment.public_url)
      .filter((url) => typeof url === "string")
      .map((url) => [url, () => new Response(resume, { headers: { "content-type": "application/pdf" } })]),
  );
  return {
    fetch: createMockFetch(routes, { files }),
    close: async () => {
      await Promise.all([hrflow.close(), lever.close(), greenhouse.close()]);
    },
  };
}

function withProfile(document: OpenApiDocument, profile: HrflowProfile): OpenApiDocument {
  const value = { code: 200, message: "Profile details", data: profile };
  const operation = document.paths?.["/profile/indexing"]?.get as
    | { responses: Record<string, { content: Record<string, { examples: unknown }> }> }
    | undefined;
  const media = operation?.responses["200"]?.content["application/json"];
  if (!media) throw new Error("the HrFlow.ai specification has no GET /profile/indexing");
  media.examples = { rich: { value } };
  return document;
}
