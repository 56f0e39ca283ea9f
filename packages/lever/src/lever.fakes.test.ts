import { createMemoryStore, type Store } from "@hrflow-connectors/core";
import type { HrflowJobItem } from "@hrflow-connectors/hrflow-client/warehouses";
import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import {
  type CheckedFetch,
  checkedFetch,
  createHrflowFake,
  createLeverFake,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { passWaits } from "./__fixtures__/fakes";
import { byApiKey, byCode, byRefreshToken, originParameters } from "./__fixtures__/lever";
import type { LeverCredential } from "./lever-connection";
import { lever } from "./lever-connector";
import type { LeverPostingState } from "./lever-types";

const specification = async (name: string) => {
  const document = await loadDocument(new URL(`../../../specs/${name}/openapi.yaml`, import.meta.url));
  return { document, validator: schemaValidator(document) };
};
const leverSpecification = await specification("lever");
const specifications = {
  "https://api.hrflow.ai/v1": await specification("hrflow"),
  "https://api.lever.co/v1": leverSpecification,
  "https://api.sandbox.lever.co/v1": leverSpecification,
  "https://sandbox-lever.auth0.com": leverSpecification,
};

const { apiSecret, apiUser, sourceKey, profileKey } = originParameters;
const writeSecret = apiSecret.replace("askr_", "ask_");
const boardKey = "b".repeat(40);
const resumeUrl = "https://files.example.com/ada.pdf";
const { clientId, clientSecret } = byCode;

const hrflow = createHrflowFake({
  accounts: [apiSecret, writeSecret].map((apiKey) => ({ apiKey, userEmail: apiUser })),
  sources: [sourceKey],
  boards: [boardKey],
  profiles: [
    {
      ...{ source_key: sourceKey, key: profileKey, reference: "person-1", created_at: "2024-05-06T07:08:09+0000" },
      info: { full_name: "Ada Example", email: "ada@example.com", phone: "+33600000000" },
      attachments: [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension: ".pdf" }],
      tags: [{ name: "lever_posting_id", value: "baker" }],
    },
  ],
});

const vendor = createVendor({});

function createVendor(options: { phonesInForms?: boolean }) {
  const published = Array.from({ length: 250 }, (_, n) => ({ id: `posting-${n}`, text: `Job ${n}` }));
  return createLeverFake({
    apiKeys: [byApiKey.apiKey],
    apps: [
      {
        ...{ clientId, clientSecret, environment: "sandbox" },
        codes: [byCode.authorizationCode],
        refreshTokens: [byRefreshToken.refreshToken],
      },
    ],
    postings: [{ id: "baker", text: "Baker", state: "internal" }, { id: "draft", state: "draft" }, ...published],
    ...options,
  });
}

let checked: CheckedFetch;

beforeEach(() => {
  hrflow.reset();
  vendor.reset();
  connectTo(vendor);
});
afterEach(() => expect(checked.violations).toEqual([]));
passWaits();

/** Checks every exchange from here on against the specifications. */
function connectTo(fake: ReturnType<typeof createVendor>) {
  const files = { [resumeUrl]: () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } }) };
  checked = checkedFetch(joinFakes([hrflow, fake], { files }), specifications);
}

function push(credential: LeverCredential = byApiKey, options: object = {}) {
  return lever.pushProfile(
    { workflowId: "w", originParameters, targetParameters: { ...credential, performAs: "user-1" } },
    { fetch: checked.fetch, ...options },
  );
}

/** The postings that a pull keeps, those at the ends of the three pages among them. */
const kept = Array.from({ length: 250 }, (_, n) => `posting-${n}`)
  .sort()
  .reverse()
  .filter((_, n) => n % 33 === 0);

function pull(updateContent = false, credential: LeverCredential = byApiKey, options: object = {}) {
  const targetParameters = { apiSecret: writeSecret, apiUser, boardKey, updateContent };
  const logics = [(job: HrflowJobItem) => (kept.includes(job.reference ?? "") ? job : null)];
  return lever.pullJobList(
    { workflowId: "w", originParameters: credential, targetParameters, actionParameters: { logics } },
    { fetch: checked.fetch, ...options },
  );
}

describe("pushProfile", () => {
  test.each([
    ["an API key", byApiKey],
    ["an authorization code", byCode],
    ["a refresh token", byRefreshToken],
  ])("creates one opportunity with its resume by %s", async (_, credential) => {
    const result = await push(credential);
    expect(result).toMatchObject({ status: "success", events: { write_success: 1 } });
    const [opportunity] = vendor.state.opportunities;
    expect(vendor.state.opportunities).toMatchObject([
      { posting: "baker", createdAt: Date.UTC(2024, 4, 6, 7, 8, 9), sources: ["HrFlow.ai"], owner: "user-1" },
    ]);
    expect(vendor.state.contacts).toMatchObject([{ name: "Ada Example", phones: [{ value: "+33600000000" }] }]);
    expect(vendor.state.resumes).toMatchObject([{ opportunity: opportunity?.id, content: { name: "ada.pdf" } }]);
    expect(result.receipts).toMatchObject([{ reference: "person-1", id: opportunity?.id }]);
  });

  test("corrects the phone if Lever ignores it in a form", async () => {
    const silent = createVendor({ phonesInForms: false });
    connectTo(silent);
    expect(await push()).toMatchObject({ status: "success" });
    expect(silent.requests.map(({ method }) => method)).toEqual(["POST", "GET", "PUT"]);
    expect(silent.state.contacts).toMatchObject([{ name: "Ada Example", phones: [{ value: "+33600000000" }] }]);
  });

  test("waits after a 429, and creates one opportunity", async () => {
    vendor.injectFault({ kind: "status", status: 429, body: { code: "x", message: "Slow." } }, { method: "POST" });
    expect(await push()).toMatchObject({ status: "success" });
    expect(vendor.requests.map(({ status }) => status)).toEqual([429, 201]);
    expect(vendor.state.opportunities).toHaveLength(1);
  });
});

describe("pullJobList", () => {
  test("copies postings of all pages to the board once, and updates them only if asked", async () => {
    expect(await pull()).toMatchObject({
      status: "success",
      events: { read_success: 250, write_success: kept.length },
    });
    expect(hrflow.state.jobs.map(({ reference }) => reference).sort()).toEqual([...kept].sort());
    expect(vendor.requests.map(({ url }) => url.replace(/.*state=published&limit=100/, ""))).toEqual([
      "",
      expect.stringMatching(/^&offset=%255B/),
      expect.stringMatching(/^&offset=%255B/),
    ]);

    for (const posting of vendor.state.postings) posting.text = "Renamed";
    await pull();
    expect(hrflow.state.jobs.some(({ name }) => name === "Renamed")).toBe(false);
    await pull(true);
    expect(hrflow.state.jobs.map(({ name }) => name)).toEqual(kept.map(() => "Renamed"));
  });

  test("creates no job twice if pages overlap", async () => {
    vendor.state.paging = "overlapping";
    const targetParameters = { apiSecret: writeSecret, apiUser, boardKey };
    const fetch: typeof checked.fetch = async (...request) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return checked.fetch(...request);
    };
    const all = await lever.pullJobList(
      { workflowId: "w", originParameters: byApiKey, targetParameters },
      { fetch, rateLimits: { hrflow: { requests: 100_000, perMs: 1_000, burst: 100_000 } } },
    );
    expect(all).toMatchObject({ status: "success", events: { read_success: 252 }, failures: [] });
    expect(hrflow.state.jobs).toHaveLength(250);
  });

  test("creates no job twice if pages overlap, whatever the logics keep", async () => {
    vendor.state.paging = "overlapping";
    await pull();
    const references = hrflow.state.jobs.map(({ reference }) => reference);
    expect(references.sort()).toEqual([...kept].sort());
  });

  test("uses stored tokens, and a code only once", async () => {
    const store = createMemoryStore();
    expect(await pull(false, byCode, { store })).toMatchObject({ status: "success" });
    vendor.state.accessTokens.length = 0;
    expect(await pull(false, byCode, { store })).toMatchObject({ status: "success" });
    expect(await pull(false, byCode)).toMatchObject({ status: "fatal" });
    const tokens = vendor.requests.filter(({ path }) => path === "/oauth/token");
    expect(tokens.map(({ form, status }) => [form?.get("grant_type"), status])).toEqual([
      ["authorization_code", 200],
      ["refresh_token", 200],
      ["authorization_code", 403],
    ]);
  });

  describe("with sync", () => {
    const live = () => hrflow.state.jobs.filter(({ archived_at }) => !archived_at).map(({ reference }) => reference);
    const close = (id: string | undefined) => {
      for (const posting of vendor.state.postings) if (posting.id === id) posting.state = "closed";
    };
    function sync(store: Store, filters: object = {}) {
      const targetParameters = { apiSecret: writeSecret, apiUser, boardKey, sync: true };
      const logics = [(job: HrflowJobItem) => (kept.includes(job.reference ?? "") ? job : null)];
      const originParameters = { ...byApiKey, ...filters };
      const input = { workflowId: "w", originParameters, targetParameters, actionParameters: { logics } };
      return lever.pullJobList(input, { fetch: checked.fetch, store });
    }

    test("archives the job of a posting that is not published any more, and of no other", async () => {
      const store = createMemoryStore();
      await sync(store);
      close(kept[3]);
      expect(await sync(store)).toMatchObject({ status: "success", archiving: { archived: 1 } });
      expect(live().sort()).toEqual(kept.filter((id) => id !== kept[3]).sort());
    });

    test("archives nothing if the second of three pages cannot be read", async () => {
      const store = createMemoryStore();
      await sync(store);
      close(kept[3]);
      vendor.injectFault(
        { kind: "status", status: 403, body: { code: "x", message: "No." } },
        { method: "GET", skip: 1 },
      );
      const result = await sync(store);
      expect(result).toMatchObject({ events: { read_failure: 1, read_success: 100 }, archiving: { archived: 0 } });
      expect(live()).toHaveLength(kept.length);
    });

    test.each([
      { limit: 1_000 },
      { confidentiality: "confidential" },
      { distributionChannel: ["public"] },
      { tag: ["a"] },
      { team: ["a"] },
      { department: ["a"] },
      { location: ["a"] },
      { commitment: ["a"] },
    ])("archives nothing beside the filter %j", async (filter) => {
      const store = createMemoryStore();
      await sync(store, filter);
      close(kept[3]);
      const skipped = "the origin's parameters leave out a part of its records";
      expect((await sync(store, filter)).archiving).toEqual({ archived: 0, skipped });
    });

    test.each<[string, LeverPostingState[], boolean]>([
      ["a part of the states without the published one", ["closed"], false],
      ["several states without the published one", ["internal", "draft"], false],
      ["the published state among others", ["internal", "published"], true],
    ])("archives only if published postings are read: %s", async (_, state, isComplete) => {
      const store = createMemoryStore();
      close(kept[0]);
      await sync(store, { state });
      close(kept[3]);
      const { archiving } = await sync(store, { state });
      expect(archiving).toEqual(
        isComplete
          ? { archived: 1 }
          : { archived: 0, skipped: "the origin's parameters leave out a part of its records" },
      );
    });
  });

  test("with sync, archives the profile of a deleted opportunity, and no other of the source", async () => {
    const store = createMemoryStore();
    const sync = () =>
      lever.pullProfileList(
        {
          workflowId: "w",
          originParameters: byApiKey,
          targetParameters: { apiSecret: writeSecret, apiUser, sourceKey, sync: true },
        },
        { fetch: checked.fetch, store },
      );
    const people = Array.from({ length: 6 }, (_, n) => ({ id: `o${n}`, createdAt: Date.now() - 60_000 - n }));
    connectTo(createLeverFake({ apiKeys: [byApiKey.apiKey], opportunities: people }));
    expect(await sync()).toMatchObject({ status: "success", archiving: { archived: 0 } });
    const deleted = createLeverFake({ apiKeys: [byApiKey.apiKey], opportunities: people });
    for (const record of deleted.state.opportunities.splice(2, 1))
      deleted.state.deletedOpportunities.push({ ...record, deletedAt: Date.now() - 30_000, deletedBy: "user" });
    connectTo(deleted);
    expect(await sync()).toMatchObject({ status: "success", archiving: { archived: 1 } });
    const archived = hrflow.state.profiles.filter(({ archived_at }) => archived_at);
    expect(archived.map(({ reference }) => reference)).toEqual(["o2"]);
  });
});
