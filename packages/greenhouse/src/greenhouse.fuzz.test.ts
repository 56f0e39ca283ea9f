import { InputError } from "@hrflow-connectors/core";
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
import { formatCandidate } from "./formats/format-candidate";
import { formatJob } from "./formats/format-job";
import { formatProfile } from "./formats/format-profile";
import { applicationsOf, candidateFieldsOf } from "./formats/greenhouse-items";
import {
  type GreenhouseCandidateRecord,
  type GreenhouseHarvestJobRecord,
  recordOfV1,
} from "./formats/greenhouse-records";
import { greenhouse } from "./greenhouse-connector";
import type { GreenhouseJob, GreenhouseV1Candidate } from "./greenhouse-types";
import { fillForm } from "./greenhouse-warehouses/board-questions";

const load = (name: string) => loadDocument(new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url));
const hrflowDocument = await load("hrflow");
const v3Document = await load("greenhouse-harvest-v3");
const v1Document = await load("greenhouse-harvest-v1");
const boardDocument = await load("greenhouse-job-board");
const validateHrflow = schemaValidator(hrflowDocument).validate;
const validateV3 = schemaValidator(v3Document).validate;
const validateV1 = schemaValidator(v1Document).validate;

const vendorTag = fc.oneof(
  fc.record({ name: fc.constant("greenhouse_job_id"), value: fc.constantFrom("77", 78, " 79 ") }),
  fc.record({
    name: fc.constant("application_boardKey_jobReference"),
    value: fc.constantFrom("board_4120000051", "b_80"),
  }),
);
const strangeTag = fc.record({
  name: fc.constantFrom("greenhouse_job_id", "application_boardKey_jobReference", "other", null),
  value: fc.constantFrom("", " ", "board", "board_x1", "_", null, true, 1.5, "9".repeat(30)),
});
const anyProfile = arbitraryOf<HrflowProfile>("Profile", hrflowDocument, {
  overrides: { tags: fc.option(fc.array(fc.oneof(vendorTag, strangeTag), { maxLength: 4 })) },
});
const usableProfile = arbitraryOf<HrflowProfile>("Profile", hrflowDocument, {
  overrides: { tags: fc.array(vendorTag, { minLength: 1, maxLength: 3 }), first_name: fc.constantFrom("Ada", " Åsa ") },
}).filter((profile) => Boolean(profile.info?.first_name && profile.tags?.length));

it("formatCandidate returns a candidate that both versions accept, or refuses with a reason, for every profile", () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      try {
        const item = formatCandidate(profile);
        const [application, ...others] = applicationsOf(item);
        const fields = candidateFieldsOf(item);
        expect(validateV3("CandidateCreate", { ...fields, application })).toEqual([]);
        for (const other of others) expect(validateV3("ApplicationCreate", { ...other, candidate_id: 1 })).toEqual([]);
        expect(validateV1("CandidateCreate", { ...fields, applications: applicationsOf(item) })).toEqual([]);
      } catch (error) {
        if (!InputError.isInstance(error)) throw error;
        expect(error.message).toMatch(/application_boardKey_jobReference|greenhouse_job_id|name/);
      }
    }),
    { numRuns: 500 },
  );
});

it("formatCandidate refuses no profile with a name and a usable job", () => {
  fc.assert(
    fc.property(usableProfile, (profile) => {
      expect(formatCandidate(profile).applications.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

const someTexts = fc.array(fc.constantFrom(...Object.values(awkwardTexts)), { minLength: 1, maxLength: 5 });

/** The item with these texts in turn in place of its own, but for those by which a mapping knows what a value is. */
function withTexts<T>(item: T, texts: readonly string[], isKept: RegExp): T {
  let count = 0;
  return replaceTexts(item, (text, path) => (isKept.test(path) ? text : (texts[count++ % texts.length] ?? text)));
}

it("formatCandidate returns well-formed texts that show something, whatever the texts of a profile", () => {
  fc.assert(
    fc.property(usableProfile, someTexts, (profile, texts) => {
      const awkward = withTexts(profile, texts, /^tags|\.type$|^info\.first_name$/);
      const item = formatCandidate(awkward);
      expect(textFaults(item)).toEqual([]);
      const [application] = applicationsOf(item);
      expect(validateV3("CandidateCreate", { ...candidateFieldsOf(item), application })).toEqual([]);
      for (const { start_date, end_date } of item.employments ?? []) {
        expect(start_date).toMatch(/^(19|20|21)\d\d-\d\d-\d\d$/);
        if (end_date) expect(end_date >= start_date).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

it.each(Object.entries(awkwardTexts))("formatCandidate maps or refuses a profile of nothing but %s", (_, text) => {
  const urls = (["linkedin", "from_resume"] as const).map((type) => ({ type, url: text }));
  const info = { full_name: text, first_name: text, last_name: text, email: text, phone: text, urls };
  const period = { title: text, date_start: text, date_end: text };
  const lists = { experiences: [{ company: text, ...period }], educations: [{ school: text, ...period }] };
  const attachments = [{ type: "resume", public_url: text, file_name: text, extension: text }];
  const more = { text, skills: [{ name: text }], attachments };
  const tags = [{ name: "greenhouse_job_id", value: "77" }];
  const profile: HrflowProfile = { source_key: "s", source: {}, info, ...lists, ...more, tags };
  if (textFaults(text, () => true).includes(" shows nothing") || text === "") {
    expect(() => formatCandidate(profile)).toThrow(InputError);
    expect(textFaults(formatCandidate({ ...profile, info: { ...info, first_name: "Ada" } }))).toEqual([]);
  } else expect(textFaults(formatCandidate(profile))).toEqual([]);
});

it("formatJob returns well-formed texts that show something, whatever the texts of a job", () => {
  fc.assert(
    fc.property(arbitraryOf<GreenhouseJob>("Job", boardDocument), someTexts, (job, texts) => {
      const item = formatJob(withTexts(job, texts, /^$/));
      expect(textFaults(item, isHrflowsEmptyForm)).toEqual([]);
      expect(validateHrflow("JobWrite", item)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

/** Where HrFlow.ai insists on a field, or takes null for an absent one. */
const isHrflowsEmptyForm = (path: string) =>
  /^(name|text|sections|tags|metadatas|experiences|educations|info\.urls|info\.location\.\w+|location\.\w+|sections\[\d+\]\.\w+)$/.test(
    path,
  );

it("formatJob returns what HrFlow.ai's schema accepts, for every job of a board", () => {
  fc.assert(
    fc.property(arbitraryOf<GreenhouseJob>("Job", boardDocument), (job) => {
      expect(validateHrflow("JobWrite", formatJob(job))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const listOf = <T>(name: string) => fc.array(arbitraryOf<T>(name, v3Document), { maxLength: 2 });
const named = fc.record({
  school_name: fc.option(fc.string()),
  degree: fc.option(fc.string()),
  discipline: fc.option(fc.string()),
});
/** A candidate of either version, as it is read. */
const anyCandidate: fc.Arbitrary<GreenhouseCandidateRecord> = fc.oneof(
  arbitraryOf<GreenhouseV1Candidate>("Candidate", v1Document).map(recordOfV1),
  fc
    .tuple(
      arbitraryOf<GreenhouseCandidateRecord>("Candidate", v3Document),
      listOf<GreenhouseCandidateRecord["applications"][number]>("Application"),
      listOf<GreenhouseCandidateRecord["employments"][number]>("CandidateEmployment"),
      fc.array(
        fc
          .tuple(arbitraryOf<GreenhouseCandidateRecord["educations"][number]>("CandidateEducation", v3Document), named)
          .map(([education, names]) => ({ ...education, ...names })),
        { maxLength: 2 },
      ),
      listOf<GreenhouseCandidateRecord["attachments"][number]>("Attachment"),
    )
    .map(([candidate, applications, employments, educations, attachments]) => ({
      ...candidate,
      ...{ applications, employments, educations, attachments },
    })),
);
/** A job of Harvest v3, as it is read. */
const anyHarvestJob: fc.Arbitrary<GreenhouseHarvestJobRecord> = fc
  .tuple(
    arbitraryOf<GreenhouseHarvestJobRecord>("Job", v3Document),
    listOf<GreenhouseHarvestJobRecord["posts"][number]>("JobPost"),
    listOf<GreenhouseHarvestJobRecord["posts"][number]["locations"][number]>("JobPostLocation"),
    listOf<GreenhouseHarvestJobRecord["offices"][number]>("Office"),
    fc.option(arbitraryOf<NonNullable<GreenhouseHarvestJobRecord["department"]>>("Department", v3Document)),
  )
  .map(([job, posts, locations, offices, department]) => ({
    ...job,
    posts: posts.map((post) => ({ ...post, locations })),
    ...{ offices, department },
  }));

it("formatProfile returns what HrFlow.ai's schema accepts, for every candidate of both versions", () => {
  fc.assert(
    fc.property(anyCandidate, (candidate) => {
      const { resume, ...profile } = formatProfile(candidate);
      expect(validateHrflow("ProfileWrite", profile)).toEqual([]);
      expect(resume === undefined || resume.fileName === undefined || "id" in resume).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it("formatProfile returns well-formed texts that show something, whatever the texts of a candidate", () => {
  fc.assert(
    fc.property(anyCandidate, someTexts, (candidate, texts) => {
      const { resume: _, ...profile } = formatProfile(withTexts(candidate, texts, /type$/));
      expect(textFaults(profile, isHrflowsEmptyForm)).toEqual([]);
      expect(validateHrflow("ProfileWrite", profile)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it("formatJob returns what HrFlow.ai's schema accepts, with well-formed texts, for every job of Harvest v3", () => {
  fc.assert(
    fc.property(anyHarvestJob, someTexts, (job, texts) => {
      expect(validateHrflow("JobWrite", formatJob(job))).toEqual([]);
      const item = formatJob(withTexts(job, texts, /^status$/));
      expect(textFaults(item, isHrflowsEmptyForm)).toEqual([]);
      expect(validateHrflow("JobWrite", item)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ["v3", v3Document, { clientId: "client", clientSecret: "client-secret" }],
  ["v1", v1Document, { auth: "harvest-key", onBehalfOf: "4000000012" }],
] as const)(
  "every usable profile is pushed by Harvest %s without a violation",
  async (version, document, targetParameters) => {
    const mock = await startMock({ spec: document });
    const originParameters = {
      apiSecret: "secret",
      apiUser: "ada@example.com",
      sourceKey: "source",
      profileKey: "profile",
    };
    try {
      await fc.assert(
        fc.asyncProperty(usableProfile, fc.boolean(), async (profile, hasResume) => {
          const attachments = hasResume ? [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }] : [];
          const fetch = createMockFetch(
            { [`https://harvest.greenhouse.io/${version}`]: mock, "https://auth.greenhouse.io": mock },
            {
              files: {
                "https://api.hrflow.ai/v1/profile/indexing": () =>
                  Response.json({ code: 200, data: { ...profile, attachments } }),
                "https://files.example.com/cv.pdf": () => new Response("%PDF-1.4"),
              },
            },
          );
          const result = await greenhouse.pushProfile(
            { workflowId: "fuzz", originParameters, targetParameters },
            { fetch },
          );
          expect(result.failures).toEqual([]);
          expectNoViolations(fetch);
        }),
        { numRuns: 30 },
      );
    } finally {
      await mock.close();
    }
  },
);

it("fillForm fills the form of every job with texts, or names what is missing", () => {
  const anyJob = arbitraryOf<GreenhouseJob>("Job", boardDocument);
  const text = fc.constantFrom(...Object.values(awkwardTexts), "7", "Yes");
  const given = fc.oneof(text, fc.integer(), fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }));
  fc.assert(
    fc.property(anyJob, fc.infiniteStream(given), fc.boolean(), (job, values, isWhole) => {
      const names = [job.questions, job.location_questions].flatMap((list) =>
        (list ?? []).flatMap((question) => (question?.fields ?? []).map((field) => field.name)),
      );
      const answers = Object.fromEntries(names.map((name) => [name, values.next().value]));
      const email_addresses = [{ value: "ada@example.org", type: "personal" as const }];
      const item = {
        first_name: "Ada",
        last_name: "Example",
        applications: [],
        ...(isWhole ? { email_addresses } : {}),
      };
      try {
        const { form } = fillForm(job, { ...item, answers }, {});
        expect(
          Object.values(form)
            .flat()
            .every((value) => typeof value === "string"),
        ).toBe(true);
        expect(form.email).toBeDefined();
      } catch (error) {
        if (!InputError.isInstance(error)) throw error;
        expect(error.message).toMatch(/^(answers\.|job )/);
      }
    }),
    { numRuns: 300 },
  );
});
