import { createFake } from "../engine/create-fake";
import type { Fake, FakeBase, FakeOptions } from "../engine/fake-types";
import { contactRoutes } from "./contact-routes";
import { guardCall, type LeverRateLimit } from "./lever-guard";
import { type LeverRoute, notFound } from "./lever-route";
import type { LeverApp, LeverContactRecord, LeverEnvironment, LeverPostingRecord, LeverState } from "./lever-state";
import { opportunityRoutes } from "./opportunity-routes";
import { postingRoutes } from "./posting-routes";
import { tokenRoute } from "./token-route";

/** The initial data of the Lever account. Without credentials, it refuses every request. */
export interface LeverFakeOptions extends FakeOptions {
  /** API keys of the customer. */
  apiKeys?: string[];
  /** OAuth applications, with their initial codes and refresh tokens. */
  apps?: (LeverApp & { codes?: string[]; refreshTokens?: string[]; environment?: LeverEnvironment })[];
  /** Absent fields of a posting get defaults. Default state: published. */
  postings?: ({ id: string } & Record<string, unknown>)[];
  contacts?: ({ id: string } & Partial<LeverContactRecord>)[];
  /** Default: no limit. `true`: 10 requests per second with bursts of 20, without `Retry-After`. */
  rateLimit?: boolean | LeverRateLimit;
  /** Whether phones in multipart forms are accepted, which Lever does not document. Default true. */
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
 * Creates a fake of Lever: its OAuth servers and its Data API with opportunities, contacts, files, resumes and postings. The
 * Data API's hosts share one state, but a token is valid only in its own environment.
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
      before(call) {
        const environment = bases[call.base];
        // The token hosts check the credentials in the body themselves.
        if (environment === undefined) return undefined;
        return guardCall(call, call.route as LeverRoute, environment, options.rateLimit ?? false);
      },
      noRoute: notFound,
      createState: () => initialState(options, now()),
    },
    { now },
  );
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
