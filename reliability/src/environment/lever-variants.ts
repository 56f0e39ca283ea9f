import {
  createLeverFake,
  type LeverFakeOptions,
  type LeverFileRecord,
  type LeverOpportunityRecord,
  type LeverState,
} from "@hrflow-connectors/testing/fakes";
import { resume, resumeText } from "@hrflow-connectors/testing/vitest";
import { vi } from "vitest";
import { awkwardName, person, secrets, tags } from "./person";
import type { PushFixture, Variant, VendorRecord } from "./variant";

const application = {
  ...{ authDomain: "auth.lever.co", clientDomain: "api" },
  ...{ clientId: "lever-client", clientSecret: secrets.leverClient },
};
const performAs = "user-1";

const postings = [{ id: "baker" }, { id: "miller" }, { id: "director", confidentiality: "confidential" }];

/** Lists hide its opportunity by default. */
const confidential: PushFixture = {
  name: "a confidential posting",
  profile: person({ ...tags("lever_posting_id", ["director"]) }),
};

const fixtures: PushFixture[] = [
  {
    name: "a resume for two postings, and a phone that must be corrected",
    profile: person({ ...resume("ada.pdf"), ...tags("lever_posting_id", ["baker", "miller"]) }),
    fakeOptions: { phonesInForms: false },
  },
  { name: "a file that is attached after the create", profile: person(resume("ada.odt")) },
  { name: "neither e-mail nor file", profile: person({ info: { full_name: awkwardName } }) },
  confidential,
];

function createFake(fakeOptions: object) {
  const { clientId, clientSecret } = application;
  const options: LeverFakeOptions = {
    apiKeys: [secrets.leverKey],
    apps: [{ clientId, clientSecret, codes: [secrets.leverCode], refreshTokens: [secrets.leverRefreshToken] }],
    postings,
    strict: true,
    ...fakeOptions,
  };
  return createLeverFake(options);
}

/** One per contact: its opportunities and their files belong to the same person. */
function recordsOf(state: LeverState): VendorRecord[] {
  const { contacts, opportunities, resumes, files } = state;
  return contacts
    .filter(({ id }) => id !== stranger)
    .map(({ id: contact, name, emails, phones }) => {
      const own = opportunities.filter((opportunity) => opportunity.contact === contact);
      const ids = own.map(({ id }) => id);
      const attached = (kind: string, rows: LeverFileRecord[]) =>
        rows
          .filter(({ opportunity }) => ids.includes(opportunity))
          .map(({ opportunity, content }) => {
            const posting = own.find(({ id }) => id === opportunity)?.posting;
            const problem = content.size === resumeText.length ? "" : ", with the wrong content";
            return `${kind} ${content.name}${posting ? ` for ${posting}` : ""}${problem}`;
          });
      const parts = [
        `contact ${name}`,
        ...emails.map((email) => `e-mail ${email}`),
        ...phones.map(({ value }) => `phone ${value}`),
        ...own.map(({ posting }) => `opportunity${posting ? ` for ${posting}` : ""}`),
        ...attached("resume", resumes),
        ...attached("file", files),
      ];
      return { ids, parts };
    });
}

const pageSize = 100;
const markMs = 500;
const stranger = "stranger";
const nobody = { headline: "", location: "", phones: [], links: [], isAnonymized: false };

/** Opportunities of another contact for the same postings, created at the same moment, as after an import. */
function strangers(): LeverOpportunityRecord[] {
  const createdAt = Date.parse(person().created_at) + markMs;
  return ["baker", "miller", null].flatMap((posting) =>
    Array.from({ length: pageSize + 1 }, (_, index) => ({
      ...{ id: `${stranger} ${posting} ${index}`, contact: stranger, posting, createdAt, updatedAt: createdAt },
      ...{ stage: "lead-new", tags: [], sources: [], origin: "sourced", owner: null, followers: [] },
      ...{ application: null, archived: null, opportunityLocation: null },
    })),
  );
}

const variant = (
  credential: string,
  parameters: object,
  access: LeverFakeOptions = {},
  pushed: readonly PushFixture[] = fixtures,
): Variant => ({
  connector: "Lever",
  credential,
  targetParameters: { ...parameters, performAs },
  fixtures: pushed,
  createFake: ({ fakeOptions }) => createFake({ ...access, ...fakeOptions }),
  records: (state) => recordsOf(state as LeverState),
  usualPart: (part) => part.replace(/^file (?=\w+\.pdf)/, "resume "),
  setPaging: (state, paging) => void Object.assign(state, { paging }),
  addOtherRecords(state) {
    const { contacts, opportunities } = state as LeverState;
    // The milliseconds by which a create is recognized are random: here, all others of that moment have the same ones.
    vi.spyOn(Math, "random").mockReturnValue(markMs / 1_000);
    contacts.push({ ...nobody, id: stranger, name: "Grace Example", emails: ["grace@example.com"] });
    opportunities.push(...strangers());
  },
  ...("clientSecret" in parameters
    ? {
        renew(state: object) {
          const { codes } = state as LeverState;
          const authorizationCode = `${secrets.leverCode}${codes.length}`;
          codes.push({ code: authorizationCode, clientId: application.clientId, used: false });
          return { authorizationCode, refreshToken: undefined };
        },
      }
    : {}),
});

export const leverVariants: readonly Variant[] = [
  variant("authorization code", { ...application, authorizationCode: secrets.leverCode }),
  variant("refresh token", { ...application, refreshToken: secrets.leverRefreshToken }),
  variant("API key", { clientDomain: "api", apiKey: secrets.leverKey }),
  variant(
    "API key without confidential access",
    { clientDomain: "api", apiKey: secrets.leverKey },
    { confidentialAccess: false },
    fixtures.filter((fixture) => fixture !== confidential),
  ),
];
