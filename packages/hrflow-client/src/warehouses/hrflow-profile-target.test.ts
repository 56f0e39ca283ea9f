import { json, runResult } from "@hrflow-connectors/testing/vitest";
import { describe, expect, test } from "vitest";
import { envelope, refusal, storedProfile } from "../__fixtures__/hrflow";
import { apiSecret, apiUser, createSource, sourceKey, writeProfiles } from "../__fixtures__/profile-target";
import type { HrflowProfileItem } from "./profile-fields";
import type { HrflowProfileTargetParameters } from "./profile-target-parameters";

const url = "https://api.hrflow.ai/v1/profile/indexing";
const [findRoute, createRoute, editRoute] = [`GET ${url}`, `POST ${url}`, `PUT ${url}`];
const headers = {
  "x-api-key": apiSecret,
  "x-user-email": apiUser,
  accept: "application/json",
  "user-agent": "hrflow-connectors/1.2.3 (@example/test)",
};
const item: HrflowProfileItem = {
  reference: "person-1",
  info: { full_name: "Ada Example", email: "ada@example.com", location: { text: "Lyon" } },
  text: "Ada Example",
  created_at: "2026-01-02T03:04:05.000Z",
  tags: [{ name: "acme_stage", value: "Interview" }],
};
const missing = json(refusal(400, "Unable to find object: profile"), 400);
const found = (profile: object = {}) => json(envelope({ ...storedProfile, ...profile }));
const created = json(envelope({ ...storedProfile, key: "new-key" }, 201), 201);

const lookup = { method: "GET", url: `${url}?source_key=${sourceKey}&reference=person-1`, headers };
const sent = (method: "POST" | "PUT", profile: object) => ({
  method,
  url,
  headers: { ...headers, "content-type": "application/json" },
  body: { source_key: sourceKey, profile },
});
const delivered = (receipt: object) =>
  runResult({
    status: "success",
    reason: "",
    events: { read_success: 1, write_success: 1 },
    receipts: [{ reference: "person-1", id: "", ...receipt }],
  });

describe("a profile that the source does not hold", () => {
  test.each<Partial<HrflowProfileTargetParameters>>([{}, { upsert: true }, { onlyInsert: true }])(
    "is created with %j",
    async (parameters) => {
      const run = await writeProfiles([item], { [findRoute]: missing, [createRoute]: created }, parameters);

      expect(run.sent).toEqual([lookup, sent("POST", item)]);
      expect(run.result).toEqual(delivered({ id: "new-key" }));
    },
  );

  test("fails with edit, and counts as a failure", async () => {
    const { result, calls } = await writeProfiles([item], { [findRoute]: missing }, { edit: true });

    expect(calls()).toEqual([findRoute]);
    expect(result).toMatchObject({
      status: "fatal",
      reason: "write_failure",
      failures: [
        {
          error: { code: "invalid_item", message: expect.stringContaining("the source has no profile") },
          stage: "write",
        },
      ],
    });
  });

  test("is created without what is not part of it: the resume, a key, attachments", async () => {
    const given = { ...item, key: "other", attachments: [] };
    const { sent: requests } = await writeProfiles([given], { [findRoute]: missing, [createRoute]: created });

    expect(requests[1]).toEqual(sent("POST", item));
  });

  test("is sent with dates of experiences without an offset", async () => {
    const experiences = [{ company: "Acme", date_start: "2020-03-01T00:00:00.000Z", date_end: null }];
    const { sent: requests } = await writeProfiles([{ ...item, experiences }], {
      ...{ [findRoute]: missing, [createRoute]: created },
    });

    expect(requests[1]).toMatchObject({
      body: { profile: { experiences: [{ company: "Acme", date_start: "2020-03-01T00:00:00", date_end: null }] } },
    });
  });
});

describe("a profile that the source holds", () => {
  test("is left as it is by default, with a warning", async () => {
    const { result, calls } = await writeProfiles([item], { [findRoute]: found() });

    expect(calls()).toEqual([findRoute]);
    expect(result).toEqual(
      delivered({
        id: storedProfile.key,
        warnings: ["the source already holds this profile; it was left as it is, since neither upsert nor edit is set"],
      }),
    );
  });

  test("is left as it is with onlyInsert, without a warning", async () => {
    const { result, calls } = await writeProfiles([item], { [findRoute]: found() }, { onlyInsert: true });

    expect(calls()).toEqual([findRoute]);
    expect(result).toEqual(delivered({ id: storedProfile.key }));
  });

  test.each<Partial<HrflowProfileTargetParameters>>([{ upsert: true }, { edit: true }])(
    "is edited with %j: everything that should stay is sent again, what HrFlow.ai manages is not",
    async (parameters) => {
      const stored = {
        info: { full_name: "A. Example", phone: "+33 1", location: { text: "lyon", lat: 45.7, lng: 4.8, fields: [] } },
        text: "A.",
        ...{ text_language: null, archive: null, archived_at: null, attachments: [], id: 7 },
        ...{ created_at: "2026-01-02T03:04:05+0000", updated_at: "2026-02-03T04:05:06+0000" },
        skills: [{ name: "Baking", type: "hard" }],
        tags: [
          { name: "acme_stage", value: "New" },
          { name: "owner", value: "Grace" },
        ],
      };
      const responses = { [findRoute]: found(stored), [editRoute]: found() };
      const run = await writeProfiles([item], responses, parameters);

      expect(run.sent).toEqual([
        lookup,
        sent("PUT", {
          key: storedProfile.key,
          reference: "person-1",
          info: {
            ...{ full_name: "Ada Example", phone: "+33 1", email: "ada@example.com" },
            location: { text: "Lyon", lat: 45.7, lng: 4.8, fields: [] },
          },
          ...{ text: "Ada Example", created_at: "2026-01-02T03:04:05+0000" },
          skills: [{ name: "Baking", type: "hard" }],
          tags: [
            { name: "owner", value: "Grace" },
            { name: "acme_stage", value: "Interview" },
          ],
        }),
      ]);
      expect(run.result).toEqual(delivered({ id: storedProfile.key }));
    },
  );

  test("changes only the fields of onlyEditFields", async () => {
    const { hrflow, write } = createSource();
    await write([item]);
    const changed = {
      ...item,
      text: "Other",
      info: { full_name: "Other" },
      tags: [{ name: "acme_stage", value: "Hired" }],
    };
    const { result } = await write([changed], { edit: true, onlyEditFields: ["tags"] });

    expect(result.status).toBe("success");
    expect(hrflow.state.profiles).toMatchObject([
      { text: "Ada Example", info: { full_name: "Ada Example" }, tags: [{ name: "acme_stage", value: "Hired" }] },
    ]);
  });

  test("loses the tags of the connector that the item has no more, by which a push would apply, and no others", async () => {
    const { hrflow, write } = createSource();
    const tag = (name: string, value: string) => ({ name, value });
    const ownTags = ["acme_stage", "acme_job_id", "acme_application_status"];
    const before = [tag("acme_job_id", "77"), tag("acme_stage", "Interview")];
    const metadatas = [tag("acme_application_5_status", "active"), tag("acme_note", "mine")];
    await write([{ ...item, tags: [...before, tag("acme_score", "9"), tag("owner", "Grace")], metadatas }]);
    const now = { ...item, tags: [tag("acme_stage", "Hired")], metadatas: [] };
    const { result } = await write([now], { upsert: true }, { dryRun: true, ownTags });
    expect(result.plan?.items[0]?.changes?.map(({ field }) => field)).toEqual(["tags", "metadatas"]);
    await write([now], { upsert: true }, { ownTags });

    expect(hrflow.state.profiles[0]).toMatchObject({
      tags: [tag("acme_score", "9"), tag("owner", "Grace"), tag("acme_stage", "Hired")],
      metadatas: [tag("acme_note", "mine")],
    });
  });

  test("is not sent again if it would not change", async () => {
    const { calls, write } = createSource();
    const full: HrflowProfileItem = {
      ...item,
      experiences: [{ company: "Acme", title: "Baker", date_start: "2020-03-01T00:00:00.000Z" }],
      skills: [{ name: "Baking", type: "hard" }],
      labels: [{ board_key: "b".repeat(40), job_reference: "job-1", stage: "new", date_stage: "2026-01-02T00:00:00Z" }],
    };
    await write([full], { upsert: true });
    const { result } = await write([full], { upsert: true });

    expect(result).toMatchObject({ status: "success", receipts: [{ reference: "person-1" }] });
    expect(calls()).toEqual(["GET /profile/indexing", "POST /profile/indexing", "GET /profile/indexing"]);
  });

  test("is edited if another process created it since the lookup", async () => {
    const used = json(refusal(400, "Cannot create profile with this reference: person-1. Already used!"), 400);
    const responses = { [findRoute]: [missing, found()], [createRoute]: used, [editRoute]: found() };
    const run = await writeProfiles([item], responses, { upsert: true });

    expect(run.calls()).toEqual([findRoute, createRoute, findRoute, editRoute]);
    expect(run.result).toEqual(delivered({ id: storedProfile.key }));
  });
});

describe("a profile that is archived in HrFlow.ai", () => {
  const archived = found({ archived_at: "2026-01-05T00:00:00+0000", text: "A." });
  const warnings = ["the source holds this profile archived; it was left as it is, and no other was created"];

  test.each<[Partial<HrflowProfileTargetParameters>, object]>([
    [{}, { warnings }],
    [{ upsert: true }, { warnings }],
    [{ edit: true }, { warnings }],
    [{ onlyInsert: true }, {}],
  ])("is neither edited nor created again with %j", async (parameters, told) => {
    const { result, calls } = await writeProfiles([item], { [findRoute]: archived }, parameters);

    expect(calls()).toEqual([findRoute]);
    expect(result).toEqual(delivered({ id: storedProfile.key, ...told }));
  });

  test("is not edited either if the source shows it only after a refused create", async () => {
    const used = json(refusal(400, "Cannot create profile with this reference: person-1. Already used!"), 400);
    const responses = { [findRoute]: [missing, archived], [createRoute]: used };
    const { result, calls } = await writeProfiles([item], responses, { upsert: true });

    expect(calls()).toEqual([findRoute, createRoute, findRoute]);
    expect(result).toEqual(delivered({ id: storedProfile.key, warnings }));
  });

  test("is skipped by a dry run, with the same note", async () => {
    const { result } = await writeProfiles([item], { [findRoute]: archived }, { upsert: true }, { dryRun: true });

    expect(result.plan?.items).toMatchObject([{ action: "skip", id: storedProfile.key, notes: warnings }]);
  });
});

test("two profiles of one reference take turns: the second edits what the first created", async () => {
  const { hrflow, write, calls } = createSource();
  const { result } = await write([item, { ...item, text: "Later" }], { upsert: true });

  expect(calls()).toEqual(["GET", "POST", "GET", "PUT"].map((method) => `${method} /profile/indexing`));
  expect(result).toMatchObject({ status: "success", events: { write_success: 2 } });
  expect(hrflow.state.profiles).toMatchObject([{ reference: "person-1", text: "Later" }]);
});

test("warns if a format gives two profiles one reference", async () => {
  const { write } = createSource();
  const items = ["a", "b"].map((reference) => ({ ...item, reference }));
  const { result } = await write(items, { upsert: true }, { format: (one) => ({ ...one, reference: "same" }) });

  expect(result.receipts.flatMap(({ warnings }) => warnings ?? [])).toEqual([
    "the profile a was written with the same reference, same: a source holds one",
  ]);
});

test.each([null, "", " "])(
  "refuses a profile with the reference %j, which no later run would find",
  async (reference) => {
    const { result, calls } = await writeProfiles([{ ...item, reference }], {});

    expect(calls()).toEqual([]);
    expect(result.failures).toMatchObject([{ stage: "write", error: { code: "invalid_item" } }]);
  },
);

describe("parameters that contradict are refused before any request:", () => {
  test.each<[Partial<HrflowProfileTargetParameters>, string, string]>([
    [{ edit: true, upsert: true }, "edit", "expected at most one of upsert, edit, onlyInsert; upsert and edit are set"],
    [
      { upsert: true, onlyInsert: true },
      "onlyInsert",
      "expected at most one of upsert, edit, onlyInsert; upsert and onlyInsert are set",
    ],
    [
      { edit: true, onlyInsert: true },
      "onlyInsert",
      "expected at most one of upsert, edit, onlyInsert; edit and onlyInsert are set",
    ],
    [
      { onlyEditFields: ["tags"] },
      "onlyEditFields",
      "expected it only with edit or upsert: nothing is edited otherwise",
    ],
    [{ edit: true, onlyEditFields: [] }, "onlyEditFields", "expected at least one field"],
    [{ edit: true, onlyEditFields: ["key" as never] }, "onlyEditFields.0", "expected the name of a field of a profile"],
    [{ sourceKey: " " }, "sourceKey", "expected the key of the source that the profiles are stored in"],
  ])("%j", async (parameters, field, message) => {
    const { result, calls } = await writeProfiles([item], {}, parameters);

    expect(calls()).toEqual([]);
    expect(result).toMatchObject({
      ...{ status: "fatal", reason: "bad_target_parameters" },
      failures: [
        {
          reference: `targetParameters.${field}`,
          error: { code: "invalid_parameter", message: `targetParameters.${field}: ${message}` },
        },
      ],
    });
  });
});
