import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import {
  arbitraryOf,
  awkwardTexts,
  createMockFetch,
  expectNoViolations,
  loadDocument,
  replaceTexts,
  schemaValidator,
  startMock,
  textFaults,
} from "@hrflow-connectors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { byApiKey, originParameters } from "./__fixtures__/lever";
import { formatJob } from "./formats/format-job";
import { formatOpportunity } from "./formats/format-opportunity";
import { formatProfile } from "./formats/format-profile";
import { lever } from "./lever-connector";
import type { LeverOpportunity, LeverPosting, LeverResume } from "./lever-types";

const specification = (name: string) => new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url);
const hrflowDocument = await loadDocument(specification("hrflow"));
const leverDocument = await loadDocument(specification("lever"));
const validateHrflow = schemaValidator(hrflowDocument).validate;
const validateLever = schemaValidator(leverDocument).validate;

const tag = fc.oneof(
  fc.record({
    name: fc.constant("lever_posting_id"),
    value: fc.constantFrom("posting-1", "posting-2", " ", "", null, 7, true),
  }),
  fc.record({ name: fc.constantFrom("other", null), value: fc.constantFrom("x", null) }),
);
const profiles = arbitraryOf<HrflowProfile>("Profile", hrflowDocument, {
  overrides: { tags: fc.option(fc.array(tag, { maxLength: 4 })) },
});

it("formatOpportunity returns what Lever's schema accepts, for every profile", () => {
  fc.assert(
    fc.property(profiles, (profile) => {
      const { resume, note, postings = [], warnings, ...body } = formatOpportunity(profile);
      for (const posting of postings.length > 0 ? postings : [undefined]) {
        const sent = posting === undefined ? body : { ...body, postings: [posting] };
        expect(validateLever("OpportunityCreate", sent)).toEqual([]);
      }
      expect(emptyPaths({ resume, note, postings, warnings, ...body })).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const someTexts = fc.array(fc.constantFrom(...Object.values(awkwardTexts)), { minLength: 1, maxLength: 5 });

/** The item with these texts in turn in place of its own, but for those by which a mapping knows what a value is. */
function withTexts<T>(item: T, texts: readonly string[], isKept: RegExp): T {
  let count = 0;
  return replaceTexts(item, (text, path) => (isKept.test(path) ? text : (texts[count++ % texts.length] ?? text)));
}

it("formatOpportunity returns well-formed texts that show something, whatever the texts of a profile", () => {
  fc.assert(
    fc.property(profiles, someTexts, (profile, texts) => {
      const awkward = withTexts(profile, texts, /^tags.*\.name$|\.type$/);
      const { resume, note, postings = [], warnings, ...body } = formatOpportunity(awkward);
      expect(textFaults({ resume, note, warnings, ...body, ...(postings.length > 0 ? { postings } : {}) })).toEqual([]);
      expect(validateLever("OpportunityCreate", body)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it.each(Object.entries(awkwardTexts))("formatOpportunity maps a profile of nothing but %s", (_, text) => {
  const url = { type: "from_resume", url: text };
  const tags = [{ name: "lever_posting_id", value: text }];
  const info = { full_name: text, first_name: text, last_name: text, email: text, phone: text, urls: [url] };
  const lists = {
    experiences: [{ company: text, title: text }],
    educations: [{ school: text }],
    skills: [{ name: text }],
  };
  const attachments = [{ type: "resume", public_url: text, file_name: text, extension: text }];
  const profile = { source_key: "s", source: {}, created_at: text, text, info, ...lists, tags, attachments };
  expect(textFaults(formatOpportunity(profile as HrflowProfile))).toEqual([]);
});

const opportunitiesToPull = fc
  .record({
    opportunity: arbitraryOf<LeverOpportunity>("Opportunity", leverDocument),
    resumes: fc.option(fc.array(arbitraryOf<LeverResume>("Resume", leverDocument), { maxLength: 3 })),
  })
  .map(({ opportunity, resumes }) => ({ ...opportunity, resumes }));

it("formatProfile returns what HrFlow.ai's schema accepts, for every opportunity and its resumes", () => {
  fc.assert(
    fc.property(opportunitiesToPull, (opportunity) => {
      const { resume, ...profile } = formatProfile(opportunity);
      expect(validateHrflow("ProfileWrite", profile)).toEqual([]);
      if (resume) expect(resume).toMatchObject({ id: expect.stringContaining("/") });
    }),
    { numRuns: 500 },
  );
});

it("formatProfile returns well-formed texts that show something, whatever the texts of an opportunity", () => {
  fc.assert(
    fc.property(opportunitiesToPull, someTexts, (opportunity, texts) => {
      const { resume: _, ...profile } = formatProfile({ ...withTexts(opportunity, texts, /^$/), id: "o1" });
      expect(textFaults(profile, (path) => /^(info|text|tags|metadatas)$/.test(path))).toEqual([]);
      expect(validateHrflow("ProfileWrite", profile)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it("formatJob returns well-formed texts that show something, whatever the texts of a posting", () => {
  fc.assert(
    fc.property(arbitraryOf<LeverPosting>("Posting", leverDocument), someTexts, (posting, texts) => {
      const job = formatJob({ ...withTexts(posting, texts, /^$/), id: "p1" });
      expect(textFaults(job, isHrflowsEmptyForm)).toEqual([]);
      expect(validateHrflow("JobWrite", job)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

/** Where HrFlow.ai insists on a field, or takes null for an absent one. */
const isHrflowsEmptyForm = (path: string) =>
  /^(name|sections|tags|metadatas|location\.\w+|sections\[\d+\]\.\w+)$/.test(path);

it("formatJob returns what HrFlow.ai's schema accepts, for every posting", () => {
  fc.assert(
    fc.property(arbitraryOf<LeverPosting>("Posting", leverDocument), (posting) => {
      expect(validateHrflow("JobWrite", formatJob(posting))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("pushes every profile without a violation, with and without a resume", async () => {
  const mock = await startMock({ spec: leverDocument });
  try {
    await fc.assert(
      fc.asyncProperty(profiles, fc.boolean(), async (profile, hasResume) => {
        const attachments = hasResume ? [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }] : [];
        const fetch = createMockFetch(
          { "https://api.lever.co/v1": mock },
          {
            files: {
              "https://api.hrflow.ai/v1/profile/indexing": () =>
                Response.json({ code: 200, data: { ...profile, attachments } }),
              "https://files.example.com/cv.pdf": () => new Response("%PDF-1.4"),
            },
          },
        );
        const result = await lever.pushProfile(
          { workflowId: "fuzz", originParameters, targetParameters: { ...byApiKey, performAs: "user-1" } },
          { fetch },
        );
        expect(result.failures).toEqual([]);
        expect(result.receipts).toHaveLength(Math.max(1, formatOpportunity(profile).postings?.length ?? 0));
        expectNoViolations(fetch);
      }),
      { numRuns: 20 },
    );
  } finally {
    await mock.close();
  }
});

/** Returns the paths of nulls, blank texts and empty lists, which must not be sent. */
function emptyPaths(value: unknown, path = ""): string[] {
  if (value === undefined) return [];
  if (value === null || (typeof value === "string" && value.trim() === "")) return [path];
  if (typeof value !== "object") return [];
  if (Array.isArray(value) && value.length === 0) return path === "/postings" ? [] : [path];
  return Object.entries(value).flatMap(([key, entry]) => emptyPaths(entry, `${path}/${key}`));
}
