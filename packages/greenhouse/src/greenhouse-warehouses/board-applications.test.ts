import { createMemoryStore, type RunOptions } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import { checkedFetch, crashAt, createGreenhouseFake, type Fault, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareJob, fullJob } from "../__fixtures__/board-job";
import { fullProfile } from "../__fixtures__/profile";
import { originParameters, profileUrl } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { formatCandidate } from "../formats/format-candidate";
import type { GreenhouseCandidateItem } from "../formats/greenhouse-items";
import { greenhouse } from "../greenhouse-connector";

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const document = await loadDocument(new URL("../../../../specs/greenhouse-job-board/openapi.yaml", import.meta.url));
const specifications = {
  "https://boards-api.greenhouse.io/v1/boards": { document, validator: schemaValidator(document) },
};
const targetParameters = { boardToken: "acme", boardApiKey: "board-key-1" };
const resumeUrl = "https://files.example.org/cv-ada.pdf";
const applyPath = "/{board_token}/jobs/{id}";

const question = (label: string, name: string, more: object = {}, type = "input_text") => ({
  ...{ label, required: true, fields: [{ name, type }] },
  ...more,
});
/** What every board asks. */
const ownQuestions = [
  question("First Name", "first_name"),
  question("Last Name", "last_name"),
  question("Email", "email"),
  question("Phone", "phone", { required: false }),
  {
    ...{ label: "Resume/CV", required: true },
    fields: [
      { name: "resume", type: "input_file" },
      { name: "resume_text", type: "textarea" },
    ],
  },
];
const selects = (label: string, name: string, type = "multi_value_single_select", labels = ["Yes", "No"]) => ({
  ...{ label, required: true },
  fields: [{ name, type, values: labels.map((text, index) => ({ value: labels.length - 1 - index, label: text })) }],
});

interface Settings {
  profile?: Partial<HrflowProfile>;
  questions?: object[];
  /** Of the job. */
  more?: object;
  /** Changes what the default format returns. */
  change?: (item: GreenhouseCandidateItem) => GreenhouseCandidateItem;
  resume?: () => Response;
}

const pdf = () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } });

/** A board with two jobs, HrFlow.ai with one profile, and a store. They outlive the runs of a test. */
function createBoard({ profile = {}, questions = ownQuestions, more = {}, change, resume = pdf }: Settings = {}) {
  const tags = [{ name: "application_boardKey_jobReference", value: `board1_${fullJob.id}` }];
  const stored = { ...fullProfile, tags, ...profile };
  const fake = createGreenhouseFake({
    ...{ strict: true, boardKeys: [targetParameters.boardApiKey] },
    boards: {
      acme: {
        name: "Acme",
        jobs: [
          { ...fullJob, questions, ...more },
          { ...bareJob, questions },
        ],
      },
    },
  });
  const joined = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: stored }),
      [resumeUrl]: () => resume(),
    },
  });
  const { fetch, violations } = checkedFetch(joined, specifications);
  const store = createMemoryStore();
  const run = (options: RunOptions = {}, onDuplicate: "skip" | "create" = "skip", parameters: object = {}) => {
    const format = (given: HrflowProfile) => (change ?? ((item) => item))(formatCandidate(given));
    return greenhouse.pushProfile(
      {
        workflowId: "w",
        actionParameters: { format, onDuplicate },
        originParameters,
        targetParameters: { ...targetParameters, ...parameters },
      },
      { fetch, store, ...options },
    );
  };
  const push = (...given: Parameters<typeof run>) => settle(run(...given), 250);
  const sent = () => fake.requests.filter(({ method }) => method === "POST");
  return { fake, fetch, store, run, push, sent, violations };
}

/** The fields of a form, files by their name and size. */
const fieldsOf = (form: FormData | undefined) =>
  Array.from(form ?? [], ([name, value]) => [name, typeof value === "string" ? value : `${value.name}, ${value.size}`]);

describe("an application through the Job Board API", () => {
  it("reads the questions, then sends the person with the resume and the key of the board", async () => {
    const { fake, push, sent, violations } = createBoard();
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [], receipts: [{ reference: "person-1" }] });
    expect(fake.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET https://boards-api.greenhouse.io/v1/boards/acme/jobs/${fullJob.id}?questions=true`,
      `POST https://boards-api.greenhouse.io/v1/boards/acme/jobs/${fullJob.id}`,
    ]);
    expect(sent()[0]?.headers.get("authorization")).toBe(`Basic ${btoa("board-key-1:")}`);
    expect(fieldsOf(sent()[0]?.form)).toEqual([
      ["first_name", "Ada"],
      ["last_name", "Lovelace"],
      ["email", "ada@example.org"],
      ["phone", "+33100000000"],
      ["resume", "cv-ada.pdf, 8"],
    ]);
    expect(fake.state.attachments).toMatchObject([{ type: "resume", filename: "cv-ada.pdf" }]);
    expect(result.receipts[0]?.id).toMatch(new RegExp(`^${fullJob.id}/[0-9a-f-]{36}$`));
    expect(result.receipts[0]?.warnings).toEqual([
      "not sent, as the Job Board API has no place for it: company, title, addresses, social_media_addresses, website_addresses, tags, employments, educations",
    ]);
    expect(violations).toEqual([]);
  });

  it("says what of the item was not sent: fields of its applications, further addresses, a note beside a resume", async () => {
    const { push } = createBoard({
      change: ({ company: _, title: __, ...item }) => ({
        ...item,
        ...{
          addresses: [],
          social_media_addresses: [],
          website_addresses: [],
          tags: [],
          employments: [],
          educations: [],
        },
        applications: item.applications.map((one) => ({ ...one, source_id: 7, recruiter_id: 8 })),
        email_addresses: [...(item.email_addresses ?? []), { value: "ada@work.example", type: "work" }],
        note: "Met at a fair.",
        custom_fields: [{ name_key: "level", value: "senior" }],
      }),
    });
    expect((await push()).receipts[0]?.warnings).toEqual([
      "not sent, as the Job Board API has no place for it: custom_fields, applications.source_id, applications.recruiter_id",
      "only the first of email_addresses was sent",
      "note not sent: the Job Board API takes the resume alone",
    ]);
  });

  it("is sent once: the same push again sends nothing", async () => {
    const { push, fake, sent } = createBoard();
    const first = await push();
    const before = fake.requests.length;
    expect((await push()).receipts).toEqual([{ ...first.receipts[0], replayed: true }]);
    expect(fake.requests).toHaveLength(before);
    await push({}, "create");
    expect(sent()).toHaveLength(2);
  });

  it("is sent to each job of the item, with a receipt for each", async () => {
    const tags = [fullJob.id, bareJob.id].map((value) => ({ name: "greenhouse_job_id", value: String(value) }));
    const { push, fake } = createBoard({ profile: { tags } });
    const result = await push();
    expect(result.receipts.map(({ id }) => id.split("/")[0])).toEqual([String(fullJob.id), String(bareJob.id)]);
    expect(fake.state.applications).toHaveLength(2);
  });

  it("is not sent to any job if one of them does not exist", async () => {
    const tags = [fullJob.id, 7].map((value) => ({ name: "greenhouse_job_id", value: String(value) }));
    const { push, sent } = createBoard({ profile: { tags } });
    expect((await push()).failures).toMatchObject([{ error: { code: "not_found", status: 404 } }]);
    expect(sent()).toEqual([]);
  });

  it("finishes in the next run the application that failed, and repeats no other", async () => {
    const tags = [fullJob.id, bareJob.id].map((value) => ({ name: "greenhouse_job_id", value: String(value) }));
    const { push, fake, sent } = createBoard({ profile: { tags } });
    fake.injectFault({ kind: "refused" }, { method: "POST", path: applyPath, skip: 1, times: 5 });
    expect(await push()).toMatchObject({ status: "fatal", receipts: [{ reference: "person-1" }] });
    expect(await push()).toMatchObject({ status: "success", failures: [] });
    expect(fake.state.applications).toHaveLength(2);
    expect(sent().filter(({ path, status }) => path.endsWith(String(fullJob.id)) && status === 200)).toHaveLength(1);
  });
});

describe("a question that the job requires", () => {
  it.each<[string, Settings, string[]]>([
    [
      "of the customer",
      { questions: [...ownQuestions, question("LinkedIn Profile", "question_5")] },
      ['"LinkedIn Profile" (question_5)'],
    ],
    ["without an e-mail address", { profile: { info: { full_name: "Ada Lovelace" } } }, ['"Email" (email)']],
    [
      "without an e-mail address, on a board that does not say so",
      { profile: { info: { full_name: "Ada Lovelace" } }, questions: [] },
      ['"Email" (email)'],
    ],
    [
      "several",
      { questions: [...ownQuestions, question("Pronouns", "question_6"), selects("Visa", "question_7[]")] },
      ['"Pronouns" (question_6)', '"Visa" (question_7)'],
    ],
    ["without a resume", { profile: { attachments: [], text: "" } }, ['"Resume/CV" (resume or resume_text)']],
    [
      "of the location",
      { more: { location_questions: [question("Location (City)", "location")] } },
      ['"Location (City)" (location)'],
    ],
    [
      "of consent",
      { more: { data_compliance: [{ type: "gdpr", requires_consent: true, requires_processing_consent: true }] } },
      ['"Consent of the person (gdpr)" (data_compliance[gdpr_processing_consent_given])'],
    ],
  ])("and that cannot be filled is a failure that names it, and nothing is sent: %s", async (_, settings, named) => {
    const { push, sent, fake } = createBoard(settings);
    const result = await push();
    expect(result).toMatchObject({ status: "fatal", failures: [{ stage: "write", error: { code: "invalid_item" } }] });
    for (const name of named) expect(result.failures[0]?.error.message).toContain(name);
    expect(sent()).toEqual([]);
    expect(fake.state.candidates).toEqual([]);
  });

  it("is filled by the item's answers: texts, options by id or label, lists, consent", async () => {
    const questions = [
      ...ownQuestions,
      question("Why?", "question_5", {}, "textarea"),
      selects("Visa", "question_6"),
      selects("Remote", "question_7"),
      selects("Stacks", "question_8[]", "multi_value_multi_select", ["Go", "Rust", "C"]),
      question("Nothing", "question_9", { required: false }),
    ];
    const answers = {
      ...{ question_5: "Mills & engines", question_6: "yes", question_7: 0, "question_8[]": ["Rust", 2] },
      "data_compliance[gdpr_consent_given]": "true",
    };
    const more = { data_compliance: [{ type: "gdpr", requires_consent: true }] };
    const { push, sent, violations } = createBoard({ questions, more, change: (item) => ({ ...item, answers }) });
    expect(await push()).toMatchObject({ status: "success", failures: [] });
    expect(fieldsOf(sent()[0]?.form).slice(5)).toEqual([
      ["question_5", "Mills & engines"],
      ["question_6", "1"],
      ["question_7", "0"],
      ["question_8[]", "1"],
      ["question_8[]", "2"],
      ["data_compliance[gdpr_consent_given]", "true"],
    ]);
    expect(violations).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["that is not an option", { question_6: "maybe" }, 'question_6 ("Visa"): expected one of Yes, No, found "maybe"'],
    [
      "for a question with one",
      { question_6: ["Yes", "No"] },
      'question_6 ("Visa"): expected one value, found several',
    ],
    ["in place of a file", { resume: "https://x.example/cv" }, 'resume ("Resume/CV"): it takes a file'],
    ["in place of consent", { "data_compliance[gdpr_consent_given]": "no" }, "only the person can consent"],
  ])("refuses a value %s, and sends nothing", async (_, answers, message) => {
    const { push, sent } = createBoard({
      questions: [...ownQuestions, selects("Visa", "question_6")],
      more: { data_compliance: [{ type: "gdpr", requires_consent: true }] },
      change: (item) => ({ ...item, answers: { question_6: "Yes", ...answers } }),
    });
    expect((await push()).failures[0]?.error.message).toContain(message);
    expect(sent()).toEqual([]);
  });

  it("says which answers no job asks for", async () => {
    const { push } = createBoard({ change: (item) => ({ ...item, answers: { question_99: "x", phone: "+33" } }) });
    expect((await push()).receipts[0]?.warnings).toContain("answers not sent, as no job asks for them: question_99");
  });

  it("may be null or lack its fields, as may all of a job's questions", async () => {
    const questions = [{ label: "Odd", required: true, fields: [] }, null, { label: "Odder", required: null }];
    const { push } = createBoard({
      questions: questions as object[],
      more: { compliance: null, location_questions: null },
    });
    // The document knows no such job.
    expect(await push()).toMatchObject({ status: "success" });
  });
});

describe("a resume for the Job Board API", () => {
  const withText = { text: "Ada, analyst" };

  it("is sent as text if its file cannot be downloaded, or is of a type that Greenhouse does not take", async () => {
    for (const resume of [() => new Response("gone", { status: 404 }), () => new Response("{\\rtf", { status: 403 })]) {
      const { push, sent } = createBoard({ profile: withText, resume });
      const result = await push();
      expect(result.receipts[0]?.warnings?.join()).toContain("the resume was not sent as a file");
      expect(sent()[0]?.form?.get("resume_text")).toBe("Ada, analyst");
    }
    const attachments = [{ type: "resume", file_name: "cv", extension: ".png", public_url: resumeUrl }];
    const { push, sent } = createBoard({
      profile: { ...withText, attachments },
      resume: () => new Response(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
    });
    expect((await push()).receipts[0]?.warnings?.join()).toContain("pdf, doc, docx, txt, rtf");
    expect(sent()[0]?.form?.get("resume_text")).toBe("Ada, analyst");
  });

  it("that the job requires and that may be there later is tried again in the next run", async () => {
    let isDown = true;
    const resume = () => (isDown ? new Response("down", { status: 503 }) : pdf());
    const { push, sent } = createBoard({ profile: { text: "" }, resume });
    expect(await push()).toMatchObject({ status: "fatal", failures: [{ error: { retryable: true } }] });
    expect(sent()).toEqual([]);
    isDown = false;
    expect(await push()).toMatchObject({ status: "success" });
  });

  it("is the text of a profile without a file", async () => {
    const { push, sent } = createBoard({ profile: { ...withText, attachments: [] } });
    expect(await push()).toMatchObject({ status: "success" });
    expect(sent()[0]?.form?.get("resume_text")).toBe("Ada, analyst");
  });
});

describe("an application whose outcome is unknown", () => {
  const unknown: [string, Fault][] = [
    ["a reset after it acted", { kind: "reset", when: "after" }],
    ["a reset before it acted", { kind: "reset", when: "before" }],
    ["a 503 although it acted", { kind: "status", status: 503, acted: true }],
    ["a 500", { kind: "status", status: 500 }],
    ["no response", { kind: "hang", when: "after" }],
    ["HTML", { kind: "html" }],
    ["truncated JSON", { kind: "truncated" }],
  ];

  it.each(unknown)("stays unsure and is never sent again by itself: %s", async (_, fault) => {
    const { push, fake, sent } = createBoard();
    fake.injectFault(fault, { method: "POST", path: applyPath });
    expect(await push()).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    for (let run = 0; run < 2; run++) {
      const again = await push();
      expect(again.failures).toMatchObject([{ stage: "write", error: { code: "unsure" } }]);
      expect(again.failures[0]?.deadLetter).toBeDefined();
    }
    expect(sent()).toHaveLength(1);
  });

  it("is sent again where Greenhouse certainly did not act", async () => {
    const { push, fake } = createBoard();
    fake.injectFault({ kind: "status", status: 429, retryAfter: "seconds" }, { method: "POST", path: applyPath });
    fake.injectFault({ kind: "refused" }, { method: "POST", path: applyPath });
    expect(await push()).toMatchObject({ status: "success" });
    expect(fake.state.candidates).toHaveLength(1);
  });

  it("is never sent twice, at whatever moment the process is killed", async () => {
    for (let point = 1; ; point++) {
      const { run, push, fetch, store, fake } = createBoard();
      const crash = crashAt(point, { fetch, store });
      const first = await settle(Promise.race([run(crash), crash.died]), 250);
      const second = await push();
      const { length } = fake.state.candidates;
      const isUnsure = second.failures[0]?.error.code === "unsure";
      expect(length, `killed at moment ${point}`).toBeLessThanOrEqual(1);
      expect(length === 1 || isUnsure, `killed at moment ${point}`).toBe(true);
      if (first !== "died") return expect(point).toBeGreaterThan(8);
    }
  });
});

describe("a refusal of the Job Board API", () => {
  it("of the person costs that item alone, although its status is 401", async () => {
    const { push, sent } = createBoard({ profile: { info: { ...fullProfile.info, email: "ada" } } });
    const result = await push();
    expect(result).toMatchObject({
      failures: [{ error: { code: "validation_failed", status: 401, retryable: false } }],
    });
    expect(result.failures[0]?.error.message).toContain("Failed to save person");
    expect((await push()).failures).toMatchObject([{ error: { code: "validation_failed" } }]);
    expect(sent()).toHaveLength(2);
  });

  it("of the person that comes with the status of a success is a failure as well", async () => {
    const { push, fake } = createBoard();
    const body = { error: "Failed to save person", status: 401 };
    fake.injectFault({ kind: "status", status: 200, body }, { method: "POST", path: applyPath });
    expect(await push()).toMatchObject({ failures: [{ error: { code: "validation_failed" } }], receipts: [] });
    expect(await push()).toMatchObject({ status: "success" });
  });

  it("of the key ends the run", async () => {
    const { push } = createBoard();
    const result = await push({}, "skip", { boardApiKey: "board-key-2" });
    expect(result).toMatchObject({ status: "fatal", failures: [{ error: { code: "authentication_failed" } }] });
    expect(JSON.stringify(result)).not.toContain("board-key-2");
  });
});
