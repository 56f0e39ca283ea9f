import { json, runResult } from "@hrflow-connectors/testing/vitest";
import { expect, test } from "vitest";
import {
  apiSecret,
  envelope,
  headers,
  profileKey,
  readProfiles,
  readRoute,
  refusal,
  sourceKey,
  storedProfile,
} from "../__fixtures__/hrflow";
import type { HrflowProfile } from "../hrflow-types";
import { hrflowProfiles } from "./hrflow-profiles";

const request = {
  method: "GET",
  url: `https://api.hrflow.ai/v1/profile/indexing?source_key=${sourceKey}&key=${profileKey}`,
  headers,
};

test("reads a profile by its key", async () => {
  const { result, items, sent } = await readProfiles({ [readRoute]: json(envelope(storedProfile)) });

  expect(sent).toEqual([request]);
  expect(items).toEqual([storedProfile]);
  expect(result).toEqual(
    runResult({
      status: "success",
      reason: "",
      events: { read_success: 1, write_success: 1 },
      receipts: [{ reference: "person-1", id: "list-1" }],
    }),
  );
});

test.each([
  ["400", json(refusal(400, "Unable to find object: profile"), 400)],
  ["400 with a prefix", json(refusal(400, "Invalid parameters. Unable to find object: profile"), 400)],
  ["404", json(refusal(404, "Unable to find object: profile"), 404)],
  ["200 with 400 in the envelope", json(refusal(400, "Unable to find object: profile"))],
])("reads nothing, successfully, if the profile does not exist: %s", async (_, response) => {
  const { result, items, sent, lines } = await readProfiles({ [readRoute]: response });

  expect(sent).toEqual([request]);
  expect(items).toEqual([]);
  expect(result).toEqual(runResult({ status: "success", reason: "" }));
  expect(lines).toContainEqual(
    expect.objectContaining({ sourceKey, profileKey, message: "the source has no such profile" }),
  );
});

test.each([
  "Unable to find object: source",
  "Invalid parameters. Unable to find object: source",
  "Invalid source fields",
])("fails if the source does not exist: %s", async (message) => {
  const { result } = await readProfiles({ [readRoute]: json(refusal(400, message), 400) });

  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "read_failure",
      events: { read_failure: 1 },
      failures: [
        {
          stage: "read",
          reference: null,
          error: {
            code: "invalid_request",
            message: `${readRoute} responded with 400: ${message}`,
            status: 400,
            retryable: false,
          },
        },
      ],
    }),
  );
});

test("trims and encodes keys", async () => {
  const { sent } = await readProfiles(
    { [readRoute]: json(envelope(storedProfile)) },
    { sourceKey: " a&b=c ", profileKey: "d/e" },
  );

  expect(sent.map(({ url }) => url)).toEqual([
    "https://api.hrflow.ai/v1/profile/indexing?source_key=a%26b%3Dc&key=d%2Fe",
  ]);
});

test.each([
  ["apiSecret", "", "the API key of the HrFlow.ai account, in printable ASCII without blanks"],
  ["apiSecret", `${apiSecret}\n`, "the API key of the HrFlow.ai account, in printable ASCII without blanks"],
  ["apiSecret", "clé-secrète", "the API key of the HrFlow.ai account, in printable ASCII without blanks"],
  ["apiSecret", 7, "the API key of the HrFlow.ai account"],
  [
    "apiUser",
    "ada@example.com\r\nx-evil: 1",
    "the e-mail address of the HrFlow.ai account, in printable ASCII without blanks",
  ],
  ["apiUser", null, "the e-mail address of the HrFlow.ai account"],
  ["sourceKey", " ", "the key of the source that the profile is stored in"],
  ["profileKey", ["k"], "the key of the profile"],
])("refuses an invalid %s before any request (%j)", async (field, value, expected) => {
  const { result, sent } = await readProfiles({}, { [field]: value });

  expect(sent).toEqual([]);
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "bad_origin_parameters",
      failures: [
        {
          stage: "parameters",
          reference: `originParameters.${field}`,
          error: {
            code: "invalid_parameter",
            message: `originParameters.${field}: expected ${expected}`,
            retryable: false,
          },
        },
      ],
    }),
  );
});

test.each<[object, string | null]>([
  [{ source_key: "s", key: "k", reference: "r" }, "s/k"],
  [{ source_key: "s", key: "", reference: "r" }, "s/r"],
  [{ source_key: "s", key: null, reference: null }, null],
  [{ source_key: "s" }, null],
])("knows a profile by its key or reference, and one without either by nothing: %o", (profile, id) => {
  expect(hrflowProfiles.read.id?.(profile as HrflowProfile)).toBe(id);
});
