import { empty, file, json, runResult } from "@hrflow-connectors/testing/vitest";
import { expect, test } from "vitest";
import {
  byApiKey,
  created,
  createRoute,
  opportunity,
  postingTags,
  production,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
  storedProfile,
} from "../__fixtures__/lever";

const lookupRoute = `GET ${production}/opportunities`;
const three = profile({ tags: postingTags("p1", "p2", "p3") });
const knownPerson = ["Lever already knew the person: the values of its contact win over those sent"];

test("creates one opportunity for each posting, the later ones with the contact of the first", async () => {
  const { result, sent } = await push({
    [profileRoute]: three,
    [createRoute]: [created("o1"), created("o2", {}, { deduped: true }), created("o3", {}, { deduped: true })],
  });

  expect(sent.slice(1).map(({ body }) => body)).toEqual([
    { ...opportunity, postings: ["p1"] },
    { ...opportunity, postings: ["p2"], contact: "contact-1" },
    { ...opportunity, postings: ["p3"], contact: "contact-1" },
  ]);
  expect(result).toEqual(
    runResult({
      status: "success",
      reason: "",
      events: { read_success: 1, write_success: 1 },
      receipts: [receipt("o1"), receipt("o2"), receipt("o3")],
    }),
  );
});

test("makes the posting's owner the owner of each opportunity if requested", async () => {
  const { result, sent } = await push(
    { [profileRoute]: three, [createRoute]: created() },
    { ...byApiKey, performAsPostingOwner: true },
  );

  expect(sent.slice(1).map(({ url }) => url)).toEqual(
    Array(3).fill(`${production}/opportunities?perform_as=user-1&parse=false&perform_as_posting_owner=true`),
  );
  expect(result.receipts).toEqual([receipt(), receipt(), receipt()]);
});

test("sends a contact named by a user's format with each create, without a warning", async () => {
  const { sent, result } = await push(
    { [profileRoute]: profile(), [createRoute]: created("o1", {}, { deduped: true }) },
    byApiKey,
    {},
    { actionParameters: { format: () => ({ contact: "contact-9", postings: ["p1", "p2"], createdAt: 1 }) } },
  );

  expect(sent.slice(1).map(({ body }) => body)).toEqual([
    { contact: "contact-9", postings: ["p1"], createdAt: 0 },
    { contact: "contact-9", postings: ["p2"], createdAt: 0 },
  ]);
  expect(result.receipts).toEqual([receipt("o1"), receipt("o1")]);
});

test("creates one opportunity for a posting that a user's format names twice", async () => {
  const format = () => ({ postings: ["p1", "p2", "p1"], createdAt: 1 });
  const responses = {
    [profileRoute]: profile(),
    [lookupRoute]: json({ data: [], hasNext: false }),
    [createRoute]: [created("o1"), created("o2")],
  };
  const { sent, calls, result } = await push(responses, byApiKey, {}, { actionParameters: { format } });

  // The second create names the contact of the first, so that nothing is looked up before it.
  expect(calls()).toEqual([profileRoute, lookupRoute, createRoute, createRoute]);
  expect(sent.slice(2).map(({ body }) => (body as { postings: string[] }).postings)).toEqual([["p1"], ["p2"]]);
  expect(result).toMatchObject({ status: "success", receipts: [{ id: "o1" }, { id: "o2" }] });
});

test("downloads the resume once and sends it with each create", async () => {
  const { sent, calls } = await push({
    [profileRoute]: profile({
      tags: postingTags("p1", "p2"),
      attachments: [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }],
    }),
    "GET https://files.example.com/cv.pdf": file(new Uint8Array([1, 2, 3]), "application/pdf"),
    [createRoute]: [created("o1"), created("o2")],
  });

  expect(calls()).toEqual([profileRoute, "GET https://files.example.com/cv.pdf", createRoute, createRoute]);
  const parts = sent.slice(2).map(({ body }) => new Map(body as [string, unknown][]));
  const resumeFile = { name: "resume.pdf", type: "application/pdf", bytes: [1, 2, 3] };
  expect(parts.map((part) => part.get("resumeFile"))).toEqual([resumeFile, resumeFile]);
  expect(parts.map((part) => part.get("postings[]"))).toEqual(["p1", "p2"]);
  expect(parts.map((part) => part.get("contact"))).toEqual([undefined, "contact-1"]);
});

test("fails the item if one posting fails, and keeps the receipts of the others", async () => {
  const { result, sent } = await push({
    [profileRoute]: three,
    [createRoute]: [
      created("o1", {}, { deduped: true }),
      refused(404, "ResourceNotFound", "No such posting."),
      created("o3"),
    ],
  });

  expect(sent).toHaveLength(4);
  expect(result).toEqual(
    runResult({
      status: "fatal",
      reason: "write_failure",
      events: { read_success: 1, write_failure: 1 },
      receipts: [receipt("o1", { warnings: knownPerson }), receipt("o3")],
      failures: [
        {
          stage: "write",
          reference: "person-1",
          error: {
            code: "partial_write",
            message: `1 of 3 parts failed; posting p2: POST ${production}/opportunities responded with 404: ResourceNotFound: No such posting.`,
            status: 404,
            retryable: false,
          },
        },
      ],
    }),
  );
});

test("creates the third opportunity with the contact of the second if the first fails", async () => {
  const { result, sent } = await push({
    [profileRoute]: three,
    [createRoute]: [refused(422, "Unprocessable", "No."), created("o2"), created("o3")],
  });

  expect(sent.slice(1).map(({ body }) => (body as { contact?: string }).contact)).toEqual([
    undefined,
    undefined,
    "contact-1",
  ]);
  expect(result.receipts).toEqual([receipt("o2"), receipt("o3")]);
});

test("fails with the posting's own error if it is the only one", async () => {
  const { result } = await push({
    [profileRoute]: profile({ tags: postingTags("p1") }),
    [createRoute]: refused(404, "ResourceNotFound", "No such posting."),
  });

  expect(result.failures).toMatchObject([{ stage: "write", error: { code: "not_found", status: 404 } }]);
  expect(result.receipts).toEqual([]);
});

test("tries no other posting once the credential is refused", async () => {
  const { result, sent } = await push({
    [profileRoute]: three,
    [createRoute]: [created("o1"), refused(401, "UnauthorizedError", "No.")],
  });

  expect(sent).toHaveLength(3);
  expect(result.receipts).toEqual([receipt("o1")]);
  expect(result.failures).toMatchObject([{ stage: "write", error: { code: "partial_write", status: 401 } }]);
  expect(result.failures[0]?.error.message).toMatch(/^2 of 3 parts failed; posting p2: .*; posting p3: /);
});

test.each([
  ["creates no second opportunity without an e-mail address while it is unknown whether the first exists", "", 1],
  [
    "creates the second opportunity of a person with an e-mail address, by which Lever finds the contact",
    "ada@x.example",
    2,
  ],
])("%s", async (_, email, count) => {
  const { info } = storedProfile;
  const { sent, result } = await push({
    [profileRoute]: profile({ tags: postingTags("p1", "p2"), info: { ...info, email } }),
    [createRoute]: [empty(500), created("o2")],
    [`GET ${production}/opportunities`]: refused(422, "BadRequest", "Not now."),
  });

  expect(sent.filter(({ method }) => method === "POST")).toHaveLength(count);
  expect(result.failures[0]?.error).toMatchObject({ retryable: true });
});
