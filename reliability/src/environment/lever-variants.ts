import { lever } from "@hrflow-connectors/lever";
import {
  createLeverFake,
  type LeverFakeOptions,
  type LeverFileRecord,
  type LeverOpportunityRecord,
  type LeverState,
} from "@hrflow-connectors/testing/fakes";
import { resumeText } from "./file-server";
import { person, resume, tags } from "./person";
import { secrets } from "./secrets";
import type { PushFixture, Variant, Vendor } from "./variant";

const application = {
  ...{ authDomain: "auth.lever.co", clientDomain: "api" },
  ...{ clientId: "lever-client", clientSecret: secrets.leverClient },
};
const performAs = "user-1";

const fixtures: PushFixture[] = [
  {
    name: "a resume for two postings, and a phone that must be corrected",
    profile: person({ ...resume("ada.pdf"), ...tags("lever_posting_id", ["baker", "miller"]) }),
    fakeOptions: { phonesInForms: false },
  },
  { name: "a file that is attached after the create", profile: person(resume("ada.odt")) },
  { name: "neither e-mail nor file", profile: person({ info: { full_name: "Ada Example" } }) },
];

function createVendor({ fakeOptions }: PushFixture): Vendor {
  const { clientId, clientSecret } = application;
  const options: LeverFakeOptions = {
    apiKeys: [secrets.leverKey],
    apps: [{ clientId, clientSecret, codes: [secrets.leverCode], refreshTokens: [secrets.leverRefreshToken] }],
    postings: [{ id: "baker" }, { id: "miller" }],
    ...fakeOptions,
  };
  const fake = createLeverFake(options);
  let authorizations = 0;
  return {
    fake,
    parts: () => partsOf(fake.state),
    expectedPart: (part) => part.replace(/^file (?=ada\.pdf)/, "resume "),
    ids: () => ours(fake.state).map(({ id }) => id),
    setPaging(paging) {
      fake.state.paging = paging;
    },
    addOtherRecords() {
      fake.state.contacts.push({ ...nobody, id: stranger, name: "Grace Example", emails: ["grace@example.com"] });
      fake.state.opportunities.push(...strangers());
    },
    reauthorize() {
      authorizations += 1;
      const authorizationCode = `${secrets.leverCode}${authorizations}`;
      fake.state.codes.push({ code: authorizationCode, clientId, used: false });
      return { authorizationCode, refreshToken: undefined };
    },
  };
}

function partsOf(state: LeverState): string[] {
  const { contacts, opportunities, resumes, files } = state;
  const people = contacts
    .filter(({ id }) => id !== stranger)
    .flatMap(({ name, emails, phones }) => [
      `contact ${name} ${emails}`,
      ...phones.map(({ value }) => `phone ${value}`),
    ]);
  const created = ours(state).map(({ posting }) => `opportunity${posting ? ` for ${posting}` : ""}`);
  const attached = (kind: string, rows: LeverFileRecord[]) =>
    rows.map(({ opportunity, content }) => {
      const posting = opportunities.find(({ id }) => id === opportunity)?.posting;
      const problem = content.size === resumeText.length ? "" : ", with the wrong content";
      return `${kind} ${content.name}${posting ? ` for ${posting}` : ""}${problem}`;
    });
  return [...people, ...created, ...attached("resume", resumes), ...attached("file", files)];
}

const pageSize = 100;
const stranger = "stranger";
const nobody = { headline: "", location: "", phones: [], links: [], isAnonymized: false };
const ours = ({ opportunities }: LeverState) => opportunities.filter(({ contact }) => contact !== stranger);

/** Opportunities of another contact for the same postings, created at the same moment, as after an import. */
function strangers(): LeverOpportunityRecord[] {
  const createdAt = Date.parse(person().created_at);
  return ["baker", "miller", null].flatMap((posting) =>
    Array.from({ length: pageSize + 1 }, (_, index) => ({
      ...{ id: `${stranger} ${posting} ${index}`, contact: stranger, posting, createdAt, updatedAt: createdAt },
      ...{ stage: "lead-new", tags: [], sources: [], origin: "sourced", owner: null, followers: [] },
      ...{ application: null, archived: null, opportunityLocation: null },
    })),
  );
}

const variant = (credential: string, parameters: object): Variant => ({
  connector: "Lever",
  credential,
  targetParameters: { ...parameters, performAs },
  fixtures,
  createVendor,
  push: (input, options) => lever.pushProfile(input as Parameters<typeof lever.pushProfile>[0], options),
});

export const leverVariants: readonly Variant[] = [
  variant("authorization code", { ...application, authorizationCode: secrets.leverCode }),
  variant("refresh token", { ...application, refreshToken: secrets.leverRefreshToken }),
  variant("API key", { clientDomain: "api", apiKey: secrets.leverKey }),
];
