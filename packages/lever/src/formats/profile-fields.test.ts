import { comparePaths, loadDocument, schemaPaths } from "@hrflow-connectors/testing";
import { expect, test } from "vitest";
import type { LeverOpportunityWithResumes } from "../lever-types";
import { formatProfile } from "./format-profile";

const document = await loadDocument(new URL("../../../../specs/lever/openapi.yaml", import.meta.url));

const at = 1687274707000;
const iso = "2023-06-20T15:25:07.000Z";
const tag = (name: string, value: string) => ({ tags: expect.arrayContaining([{ name, value }]) });
const metadata = (name: string, value: string) => ({ metadatas: [{ name, value }] });
const application = (fields: object) => ({ applications: [{ id: "a1", ...fields }] });
const contact = (fields: object) => ({ contact: { id: "c1", ...fields } });
const ofContact = { name: "lever_contact", value: "c1" };
const position = (fields: object) => ({ resumes: [{ id: "r1", parsedData: { positions: [fields] } }] });
const school = (fields: object) => ({ resumes: [{ id: "r1", parsedData: { schools: [fields] } }] });
const experience = (fields: object) => ({ experiences: [fields] });
const education = (fields: object) => ({ educations: [fields] });

/** An opportunity with one field, and where its value goes. */
const mapped: Record<string, [opportunity: object, profile: object]> = {
  id: [{}, { reference: "o1" }],
  name: [{ name: "Ada Mary Example" }, { info: { full_name: "Ada Mary Example", last_name: "Mary Example" } }],
  headline: [{ headline: "Old Mills" }, { text: "Old Mills" }],
  contact: [{ contact: "c1" }, metadata("lever_contact", "c1")],
  "contact.id": [contact({}), metadata("lever_contact", "c1")],
  "contact.name": [contact({ name: "Ada" }), { info: { full_name: "Ada" } }],
  "contact.headline": [contact({ headline: "Old Mills" }), { text: "Old Mills" }],
  "contact.location.name": [contact({ location: { name: "Lyon" } }), { info: { location: { text: "Lyon" } } }],
  "contact.emails[]": [contact({ emails: ["ada@example.com"] }), { info: { email: "ada@example.com" } }],
  "contact.phones[].value": [contact({ phones: [{ value: "+33600000000" }] }), { info: { phone: "+33600000000" } }],
  "contact.phones[].type": [contact({ phones: [{ value: "1", type: "home" }] }), tag("lever_phone_type", "home")],
  "contact.dataProtection": [
    contact({ dataProtection: { store: { allowed: true } } }),
    { metadatas: [ofContact, { name: "lever_contact_dataProtection", value: '{"store":{"allowed":true}}' }] },
  ],
  stage: [{ stage: "offer" }, tag("lever_stage", "offer")],
  "stage.id": [{ stage: { id: "offer", text: "Offer" } }, tag("lever_stage_id", "offer")],
  "stage.text": [{ stage: { id: "offer", text: "Offer" } }, tag("lever_stage", "Offer")],
  confidentiality: [{ confidentiality: "confidential" }, tag("lever_confidential", "True")],
  location: [{ location: "Lyon" }, { info: { location: { text: "Lyon" } } }],
  "phones[].value": [{ phones: [{ value: "+33600000000" }] }, { info: { phone: "+33600000000" } }],
  "phones[].type": [{ phones: [{ value: "1", type: "home" }] }, tag("lever_phone_type", "home")],
  "emails[]": [{ emails: ["ada@example.com"] }, { info: { email: "ada@example.com" } }],
  "links[]": [{ links: ["github.com/ada"] }, { info: { urls: [{ type: "github", url: "github.com/ada" }] } }],
  "archived.reason": [{ archived: { reason: "hired" } }, tag("lever_archived_reason", "hired")],
  "archived.archivedAt": [{ archived: { archivedAt: at } }, metadata("lever_archivedAt", iso)],
  "tags[]": [{ tags: ["warm"] }, tag("lever_tags", "warm")],
  "sources[]": [{ sources: ["Fair"] }, tag("lever_sources", "Fair")],
  sourcedBy: [{ sourcedBy: "u1" }, metadata("lever_sourcedBy", "u1")],
  "sourcedBy.id": [{ sourcedBy: { id: "u1" } }, metadata("lever_sourcedBy", "u1")],
  origin: [{ origin: "applied" }, tag("lever_origin", "applied")],
  owner: [{ owner: "u2" }, metadata("lever_owner", "u2")],
  "owner.id": [{ owner: { id: "u2" } }, metadata("lever_owner", "u2")],
  "applications[].posting": [application({ posting: "p1" }), tag("lever_posting_id", "p1")],
  "applications[].type": [application({ type: "user" }), metadata("lever_application_type", "user")],
  "applications[].postingOwner": [application({ postingOwner: "u" }), metadata("lever_application_postingOwner", "u")],
  "applications[].postingHiringManager": [
    application({ postingHiringManager: "u" }),
    metadata("lever_application_postingHiringManager", "u"),
  ],
  "applications[].user": [application({ user: "u" }), metadata("lever_application_user", "u")],
  "applications[].name": [application({ name: "Ada" }), metadata("lever_application_name", "Ada")],
  "applications[].email": [application({ email: "ada@example.com" }), { info: { email: "ada@example.com" } }],
  "applications[].phone.value": [
    application({ phone: { value: "+33600000000", type: null } }),
    { info: { phone: "+33600000000" } },
  ],
  "applications[].phone.type": [application({ phone: { value: "1", type: "home" } }), tag("lever_phone_type", "home")],
  "applications[].company": [application({ company: "Mills" }), metadata("lever_application_company", "Mills")],
  "applications[].links[]": [
    application({ links: ["https://a.example"] }),
    { info: { urls: [{ type: "from_resume" }] } },
  ],
  "applications[].comments": [application({ comments: "Hi." }), metadata("lever_application_comments", "Hi.")],
  "applications[].customQuestions[]": [
    application({ customQuestions: [{ text: "Why?" }] }),
    metadata("lever_application_customQuestions", '{"text":"Why?"}'),
  ],
  "applications[].archived.reason": [
    application({ archived: { reason: "hired" } }),
    metadata("lever_application_archived_reason", "hired"),
  ],
  "applications[].archived.archivedAt": [
    application({ archived: { archivedAt: at } }),
    metadata("lever_application_archivedAt", iso),
  ],
  "applications[].requisitionForHire": [
    application({ requisitionForHire: { id: "r" } }),
    metadata("lever_application_requisitionForHire", '{"id":"r"}'),
  ],
  "applications[].createdAt": [application({ createdAt: at }), metadata("lever_application_createdAt", iso)],
  createdAt: [{ createdAt: at }, { created_at: iso }],
  updatedAt: [{ updatedAt: at }, metadata("lever_updated_at", iso)],
  lastInteractionAt: [{ lastInteractionAt: at }, metadata("lever_lastInteractionAt", iso)],
  lastAdvancedAt: [{ lastAdvancedAt: at }, metadata("lever_lastAdvancedAt", iso)],
  snoozedUntil: [{ snoozedUntil: at }, metadata("lever_snoozedUntil", iso)],
  "urls.list": [{ urls: { list: "https://a.example" } }, metadata("lever_url_list", "https://a.example")],
  "urls.show": [{ urls: { show: "https://a.example" } }, metadata("lever_url_show", "https://a.example")],
  dataProtection: [
    { dataProtection: { contact: { allowed: false } } },
    metadata("lever_dataProtection", '{"contact":{"allowed":false}}'),
  ],
  isAnonymized: [{ isAnonymized: true }, tag("lever_isAnonymized", "True")],
  opportunityLocation: [{ opportunityLocation: "Paris" }, tag("lever_opportunityLocation", "Paris")],
};

const mappedOfResume: typeof mapped = {
  id: [{ resumes: [{ id: "r1", file: {} }] }, { resume: { id: "o1/r1" } }],
  "file.name": [{ resumes: [{ id: "r1", file: { name: "cv.pdf" } }] }, { resume: { fileName: "cv.pdf" } }],
  "parsedData.positions[].org": [position({ org: "Mills" }), experience({ company: "Mills" })],
  "parsedData.positions[].title": [position({ title: "Clerk" }), experience({ title: "Clerk" })],
  "parsedData.positions[].summary": [position({ summary: "Sums." }), experience({ description: "Sums." })],
  "parsedData.positions[].location": [position({ location: "Lyon" }), experience({ location: { text: "Lyon" } })],
  "parsedData.positions[].start.year": [
    position({ start: { year: 2020, month: null } }),
    experience({ date_start: "2020-01-01T00:00:00" }),
  ],
  "parsedData.positions[].start.month": [
    position({ start: { year: 2020, month: 3 } }),
    experience({ date_start: "2020-03-01T00:00:00" }),
  ],
  "parsedData.positions[].end": [
    position({ end: { year: 2021, month: 12 } }),
    experience({ date_end: "2021-12-01T00:00:00" }),
  ],
  "parsedData.schools[].org": [school({ org: "University" }), education({ school: "University" })],
  "parsedData.schools[].degree": [
    school({ degree: "Master", field: "Physics" }),
    education({ title: "Master, Physics" }),
  ],
  "parsedData.schools[].field": [school({ degree: "", field: "Physics" }), education({ title: "Physics" })],
  "parsedData.schools[].summary": [school({ summary: "Sums." }), education({ description: "Sums." })],
  "parsedData.schools[].start": [school({ start: { year: 2020 } }), education({ date_start: "2020-01-01T00:00:00" })],
  "parsedData.schools[].end": [school({ end: { year: 2020 } }), education({ date_end: "2020-01-01T00:00:00" })],
};

/** Fields that are left out on purpose, with the reason. */
const leftOut: Record<string, string> = {
  "contact.isAnonymized": "The opportunity says the same.",
  "stageChanges[]": "The history of the stage, which is a tag.",
  sourcedBy: "Of a user, the id is enough: the rest is the user's own record.",
  owner: "Of a user, the id is enough: the rest is the user's own record.",
  "followers[]": "Who is notified inside Lever.",
  "applications[]": "The id of the application, and the browser and the network that the person used.",
  archivedAt: "Deprecated: always null.",
  archiveReason: "Deprecated: always null.",
  resume: "Deprecated: always null.",
  deletedBy: "Deleted opportunities have a list of their own.",
  deletedAt: "Deleted opportunities have a list of their own.",
};

const leftOutOfResume: Record<string, string> = {
  createdAt: "Says which is the newest.",
  file: "The file itself is downloaded: its address is not public, and its size and type are seen then.",
};

const formatted = (fields: object) => formatProfile({ id: "o1", ...fields } as LeverOpportunityWithResumes);

test.each(
  Object.entries({
    ...mapped,
    ...Object.fromEntries(Object.entries(mappedOfResume).map(([path, row]) => [`resumes[].${path}`, row])),
  }),
)("keeps the field %s", (_, [opportunity, profile]) => {
  expect(formatted(opportunity)).toMatchObject(profile);
});

test.each([
  ["an opportunity", "Opportunity", mapped, leftOut],
  ["a resume", "Resume", mappedOfResume, leftOutOfResume],
])("loses no field of %s, except on purpose", (_, schema, kept, reasons) => {
  const listed = [...Object.keys(kept), ...Object.keys(reasons)];
  expect(comparePaths(schemaPaths(schema, document), listed)).toEqual({ unlisted: [], unknown: [] });
});
