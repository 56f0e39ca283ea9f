import { createLeverFake, type LeverFakeOptions, type LeverState } from "@hrflow-connectors/testing/fakes";
import { type ConformanceSettings, resume } from "@hrflow-connectors/testing/vitest";

const apiKey = "lever-api-key-1";
const [clientId, clientSecret, authorizationCode] = ["lever-client", "lever-client-secret", "lever-code"];
/** Begins the ids of the records that the fake has from the start. */
const seeded = "10000000";
const numbers = [1, 2, 3, 4, 5];
const idOf = (number: number) => `${seeded}-0000-4000-8000-00000000000${number}`;
const minuteMs = 60_000;
const timeOf = (number: number) => Date.UTC(2025, 0, 1) + number * minuteMs;
const lately = () => Date.now() - minuteMs;
const posting = (number: number, updatedAt = timeOf(number)) => ({
  ...{ id: idOf(number), text: `Job ${number}`, createdAt: updatedAt, updatedAt },
});
const opportunity = (number: number, createdAt = timeOf(number)) => ({
  ...{ id: idOf(number), contact: idOf(number), createdAt, tags: [`tag ${number}`] },
});
const contact = (number: number) => ({
  ...{ id: idOf(number), name: `Person ${number}`, emails: [`person-${number}@example.com`] },
});

function createFake(options: LeverFakeOptions = {}) {
  const fake = createLeverFake({
    ...{ apiKeys: [apiKey], strict: true, rateLimit: true, largestPage: 2, ...options },
    postings: [...numbers.map((number) => posting(number)), { id: "baker", state: "closed" }],
    opportunities: numbers.map((number) => opportunity(number)),
    contacts: numbers.map(contact),
  });
  const content = new File(["%PDF-1.4 a resume"], "person.pdf", { type: "application/pdf" });
  fake.state.resumes.push({ id: idOf(8), opportunity: idOf(1), uploadedAt: timeOf(2), content });
  return fake;
}

/** The records that pushes created. */
const created = ({ contacts, opportunities, resumes, files, notes }: LeverState) =>
  opportunities
    .filter(({ id }) => !id.startsWith(seeded))
    .map(({ id, contact, posting }) => {
      const person = contacts.find((one) => one.id === contact);
      const phones = person?.phones.map(({ value }) => `phone ${value}`) ?? [];
      const own = [...resumes, ...files].filter((file) => file.opportunity === id);
      const texts = notes.filter((note) => note.opportunity === id).map(({ value }) => `note ${value}`);
      const fileNames = own.map(({ content }) => `file ${content.name}`);
      return { id, parts: [`${person?.name}, ${person?.emails} for ${posting}`, ...phones, ...fileNames, ...texts] };
    });

/** What the conformance suite needs to know of Lever. */
export const leverSettings: ConformanceSettings<LeverState> = {
  documents: { "https://api.lever.co/v1": new URL("../../../../specs/lever/openapi.yaml", import.meta.url) },
  createFake: () => createFake(),
  parameters: (method) => ({
    ...{ clientDomain: "api", apiKey },
    ...(/^push/.test(method) ? { performAs: "user-1" } : {}),
    ...(method === "pullJob" ? { postingId: idOf(1) } : {}),
    ...(method === "pullProfile" ? { opportunityId: idOf(1) } : {}),
  }),
  records: created,
  profile: { tags: [{ name: "lever_posting_id", value: "baker" }] },
  pulls: {
    pullJobList: {
      ids: () => numbers.map(idOf),
      add: ({ postings }) => void postings.push({ ...postings[0], ...posting(6, lately()) } as (typeof postings)[0]),
    },
    pullProfileList: {
      ids: () => numbers.map(idOf),
      add({ opportunities, contacts }) {
        contacts.push({ ...contacts[0], ...contact(6) } as (typeof contacts)[0]);
        opportunities.push({ ...opportunities[0], ...opportunity(6, lately()) } as (typeof opportunities)[0]);
      },
    },
    pullJob: { ids: () => [idOf(1)] },
    pullProfile: { ids: () => [idOf(1)] },
  },
  variants: [
    {
      name: "a resume that is attached after the create",
      actions: ["pushProfile"],
      profile: resume("ada.odt"),
    },
    {
      name: "a note, and neither e-mail nor file",
      actions: ["pushProfile"],
      profile: { text: "Ada, analyst", info: { full_name: "Ada Example" }, attachments: [] },
    },
    {
      name: "a phone that a form loses",
      actions: ["pushProfile"],
      createFake: () => createFake({ phonesInForms: false }),
    },
    {
      name: "a key without access to confidential records",
      actions: ["pushProfile"],
      createFake: () => createFake({ confidentialAccess: false }),
    },
    {
      name: "an authorization code, which works once, as do the refresh tokens that follow it",
      actions: ["pushProfile"],
      createFake: () => createFake({ apps: [{ clientId, clientSecret, codes: [authorizationCode] }] }),
      parameters: {
        ...{ authDomain: "auth.lever.co", clientDomain: "api", performAs: "user-1" },
        ...{ clientId, clientSecret, authorizationCode },
      },
      renew({ codes }) {
        const code = `${authorizationCode}-${codes.length}`;
        codes.push({ code, clientId, used: false });
        return { authorizationCode: code };
      },
    },
  ],
  notCalled: { "GET /opportunities/deleted": "only if what Lever deleted is archived" },
};
