import { createMemoryStore, type Fetch, type Store } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { shortenWaits } from "@hrflow-connectors/testing";
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach } from "vitest";
import { lever } from "../lever-connector";
import { byApiKey, originParameters, postingTags, storedProfile, unlimited } from "./lever";

const { apiSecret, apiUser, sourceKey, profileKey } = originParameters;
export const resumeUrl = "https://files.example.com/ada";

export interface FakeSettings {
  info?: HrflowProfile["info"];
  /** The extension of the profile's resume. Default: it has none. */
  extension?: string;
  /** The profile as text. Default none. */
  text?: string;
  /** The postings that the person applies to. Default none. */
  postings?: string[];
  /** The postings among them that are confidential. Default none. */
  confidential?: string[];
  /** Whether the credential may read confidential records. Default true. */
  confidentialAccess?: boolean;
  /** Whether Lever reads the phone numbers of a form. Default true. */
  phonesInForms?: boolean;
  /** The responses of the resume's server. Default: always the file. */
  serveResume?: () => Response;
}

/** HrFlow.ai with one profile, a Lever account for the API key, and a store. They outlive the runs of a test. */
export function createFakes(settings: FakeSettings = {}) {
  const { info = storedProfile.info, extension, text = "", postings = [], phonesInForms = true } = settings;
  const { confidential = [], confidentialAccess = true } = settings;
  const { serveResume = () => new Response("%PDF-1.4 a resume") } = settings;
  const profile = { source_key: sourceKey, key: profileKey, info, text, tags: postingTags(...postings) };
  const attachments = extension ? [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension }] : [];
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [{ ...profile, attachments }],
  });
  const vendor = createLeverFake({
    apiKeys: [byApiKey.apiKey],
    postings: postings.map((id) => ({
      id,
      confidentiality: confidential.includes(id) ? "confidential" : "non-confidential",
    })),
    phonesInForms,
    confidentialAccess,
  });
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: serveResume } });
  return { hrflow, vendor, fetch, store: createMemoryStore() };
}

export const fakeTarget = { ...byApiKey, performAs: "user-1" };

/** Pushes the profile of the fakes. */
export function pushToFakes({ fetch, store }: { fetch: Fetch; store: Store }) {
  return lever.pushProfile(
    { workflowId: "w", originParameters, targetParameters: fakeTarget },
    { fetch, store, rateLimits: unlimited },
  );
}

/** Lets the waits of retries and lookups pass quickly in the tests of a file. */
export function passWaits(): void {
  let restore: () => void;
  beforeEach(() => {
    restore = shortenWaits();
  });
  afterEach(() => restore());
}
