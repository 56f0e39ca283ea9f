import { createFake } from "../engine/create-fake";
import type { Fake, FakeAnswer, FakeBase, FakeOptions } from "../engine/fake-types";
import { contactRoutes } from "./contact-routes";
import { notFound } from "./lever-answers";
import { identify } from "./lever-credentials";
import { type LeverRateLimit, limitRate } from "./lever-rate-limit";
import { checkQuery, type LeverCall, type LeverRoute } from "./lever-route";
import type { LeverApp, LeverContactRecord, LeverEnvironment, LeverPostingRecord, LeverState } from "./lever-state";
import { opportunityRoutes } from "./opportunity-routes";
import { postingRoutes } from "./posting-routes";
import { tokenRoute } from "./token-route";

/** What the Lever account knows from the start. Without credentials, it refuses every request. */
export interface LeverFakeOptions extends FakeOptions {
  /** Keys of the customer's own. */
  apiKeys?: string[];
  /** OAuth applications, with codes and refresh tokens that work from the start. */
  apps?: (LeverApp & { codes?: string[]; refreshTokens?: string[]; environment?: LeverEnvironment })[];
  /** What is left out of a posting is filled in; by default it is published. */
  postings?: ({ id: string } & Record<string, unknown>)[];
  contacts?: ({ id: string } & Partial<LeverContactRecord>)[];
  /** Default: no limit. `true`: 10 requests a second with bursts of 20, without `Retry-After`. */
  rateLimit?: boolean | LeverRateLimit;
  /** Whether phones in multipart forms are understood, which Lever does not document. Default true. */
  phonesInForms?: boolean;
}

const bases: Record<string, LeverEnvironment> = {
  "https://api.lever.co/v1": "production",
  "https://api.eu.lever.co/v1": "production",
  "https://api.sandbox.lever.co/v1": "sandbox",
};

const tokenBases: FakeBase<LeverState>[] = [
  { url: "https://auth.lever.co", routes: [tokenRoute("production")] },
  { url: "https://sandbox-lever.auth0.com", routes: [tokenRoute("sandbox")] },
];

/**
 * A fake of Lever: its OAuth servers and its Data API with opportunities, contacts, files, resumes and postings. The
 * Data API's hosts share one state, but a token works only in the environment that it is from.
 *
 * @see https://hire.lever.co/developer/documentation
 */
export function createLeverFake(options: LeverFakeOptions = {}): Fake<LeverState> {
  const now = options.now ?? (() => Date.now());
  const routes = [...opportunityRoutes(options.phonesInForms ?? true), ...contactRoutes(), ...postingRoutes()];
  return createFake<LeverState>(
    {
      name: "Lever",
      bases: [...Object.keys(bases).map((url) => ({ url, routes })), ...tokenBases],
      before: (call) => checkCall(call, call.route as LeverRoute, bases[call.base], options.rateLimit ?? false),
      noRoute: notFound,
      createState: () => initialState(options, now()),
    },
    { now },
  );
}

/** Token hosts check credentials themselves, in the body. */
function checkCall(
  call: LeverCall,
  route: LeverRoute,
  environment: LeverEnvironment | undefined,
  rateLimit: boolean | LeverRateLimit,
): FakeAnswer | undefined {
  if (environment === undefined) return undefined;
  const caller = identify(call, environment);
  if ("refusal" in caller) return caller.refusal;
  return limitRate(call, caller.credential, rateLimit) ?? checkQuery(route, call.query);
}

const never = Number.POSITIVE_INFINITY;

function initialState({ apiKeys, apps = [], postings, contacts }: LeverFakeOptions, now: number): LeverState {
  return {
    apiKeys: [...(apiKeys ?? [])],
    apps: apps.map(({ codes, refreshTokens, environment, ...app }) => app),
    codes: apps.flatMap(({ codes = [], clientId }) => codes.map((code) => ({ code, clientId, used: false }))),
    refreshTokens: apps.flatMap(({ refreshTokens = [], clientId, environment = "production" }) =>
      refreshTokens.map((token) => ({ token, clientId, environment, expiresAt: never })),
    ),
    accessTokens: [],
    contacts: (contacts ?? []).map((contact) => ({ ...emptyContact(), ...structuredClone(contact) })),
    opportunities: [],
    resumes: [],
    files: [],
    postings: (postings ?? []).map(
      (posting): LeverPostingRecord => ({ ...emptyPosting(now), ...structuredClone(posting) }),
    ),
    offsets: new Map(),
    paging: "normal",
    buckets: new Map(),
    nextId: 1,
  };
}

function emptyContact(): Omit<LeverContactRecord, "id"> {
  return { name: "", headline: "", location: "", emails: [], phones: [], links: [], isAnonymized: false };
}

function emptyPosting(now: number) {
  return {
    ...{ text: "Example", state: "published", distributionChannels: null, confidentiality: "non-confidential" },
    ...{ user: null, owner: null, hiringManager: null, categories: { allLocations: [] }, tags: [] },
    ...{ content: { description: "", descriptionHtml: "", lists: [], closing: "", closingHtml: "" } },
    ...{ country: null, followers: [], reqCode: null, requisitionCodes: [], urls: null, workplaceType: "unspecified" },
    ...{ createdAt: now, updatedAt: now },
  };
}
