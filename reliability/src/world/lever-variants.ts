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
import type { Scenario, Variant, Vendor } from "./variant";

const application = {
  ...{ authDomain: "auth.lever.co", clientDomain: "api" },
  ...{ clientId: "lever-client", clientSecret: secrets.leverClient },
};
const performAs = "user-1";

/** Together they take every way that a push can go. */
const scenarios: Scenario[] = [
  {
    name: "a resume for two postings, and a phone to correct",
    profile: person({ ...resume("ada.pdf"), ...tags("lever_posting_id", ["baker", "miller"]) }),
    vendor: { phonesInForms: false },
  },
  { name: "a file that is attached after the create", profile: person(resume("ada.odt")) },
  { name: "neither e-mail nor file", profile: person({ info: { full_name: "Ada Example" } }) },
];

function createVendor({ vendor = {} }: Scenario): Vendor {
  const { clientId, clientSecret } = application;
  const options: LeverFakeOptions = {
    apiKeys: [secrets.leverKey],
    apps: [{ clientId, clientSecret, codes: [secrets.leverCode], refreshTokens: [secrets.leverRefreshToken] }],
    postings: [{ id: "baker" }, { id: "miller" }],
    ...vendor,
  };
  const fake = createLeverFake(options);
  let consents = 0;
  return {
    fake,
    parts: () => partsOf(fake.state),
    standsFor: (part) => part.replace(/^file (?=ada\.pdf)/, "resume "),
    ids: () => ours(fake.state).map(({ id }) => id),
    misprint(paging) {
      fake.state.paging = paging;
    },
    crowd() {
      fake.state.contacts.push({ ...nobody, id: stranger, name: "Grace Example", emails: ["grace@example.com"] });
      fake.state.opportunities.push(...strangers());
    },
    consent() {
      consents += 1;
      const authorizationCode = `${secrets.leverCode}${consents}`;
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
  const made = ours(state).map(({ posting }) => `opportunity${posting ? ` for ${posting}` : ""}`);
  const attached = (kind: string, rows: LeverFileRecord[]) =>
    rows.map(({ opportunity, content }) => {
      const posting = opportunities.find(({ id }) => id === opportunity)?.posting;
      const fault = content.size === resumeText.length ? "" : ", not as it should be";
      return `${kind} ${content.name}${posting ? ` for ${posting}` : ""}${fault}`;
    });
  return [...people, ...made, ...attached("resume", resumes), ...attached("file", files)];
}

const pageSize = 100;
const stranger = "stranger";
const nobody = { headline: "", location: "", phones: [], links: [], isAnonymized: false };
const ours = ({ opportunities }: LeverState) => opportunities.filter(({ contact }) => contact !== stranger);

/** Others who were stored at the same moment as the person, as an import does it, and apply to the same postings. */
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
  scenarios,
  createVendor,
  push: (input, options) => lever.pushProfile(input as Parameters<typeof lever.pushProfile>[0], options),
});

export const leverVariants: readonly Variant[] = [
  variant("authorization code", { ...application, authorizationCode: secrets.leverCode }),
  variant("refresh token", { ...application, refreshToken: secrets.leverRefreshToken }),
  variant("API key", { clientDomain: "api", apiKey: secrets.leverKey }),
];
