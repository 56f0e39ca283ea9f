import { file, json } from "@hrflow-connectors/testing/vitest";
import { expect, test } from "vitest";
import {
  byApiKey,
  created,
  createRoute,
  production,
  profile,
  profileRoute,
  push,
  receipt,
  refused,
  userAgent,
} from "../__fixtures__/lever";

const resume = [{ type: "resume", public_url: "https://files.example.com/cv.pdf" }];
const responses = {
  [profileRoute]: profile({ attachments: resume }),
  "GET https://files.example.com/cv.pdf": file(new Uint8Array([1]), "application/pdf"),
  [createRoute]: created("opportunity-1", { phones: [] }),
};
const readContact = `GET ${production}/contacts/contact-1`;
const writeContact = `PUT ${production}/contacts/contact-1`;
const headers = {
  authorization: `Basic ${btoa("lever-api-key-1:")}`,
  accept: "application/json",
  "user-agent": userAgent,
};
const phones = [{ type: "mobile", value: "+33600000000" }];

test("adds the phone to the contact if the response lacks the one sent in a form, and keeps the rest", async () => {
  const contact = {
    id: "contact-1",
    name: "Ada Example",
    headline: "",
    isAnonymized: false,
    location: { name: "Lyon" },
    emails: ["ada@example.com", "old@example.com"],
    phones: [],
  };
  const { result, sent, calls } = await push({
    ...responses,
    [readContact]: json({ data: contact }),
    [writeContact]: json({ data: { ...contact, phones } }),
  });

  expect(calls().slice(2)).toEqual([createRoute, readContact, writeContact]);
  expect(sent.slice(3)).toEqual([
    { method: "GET", url: `${production}/contacts/contact-1`, headers },
    {
      method: "PUT",
      url: `${production}/contacts/contact-1`,
      headers: { ...headers, "content-type": "application/json" },
      body: { name: "Ada Example", location: "Lyon", emails: ["ada@example.com", "old@example.com"], phones },
    },
  ]);
  expect(result).toMatchObject({ status: "success", receipts: [receipt()] });
  expect(result.receipts[0]).not.toHaveProperty("warnings");
});

test("leaves a contact alone that has a phone", async () => {
  const stored = { id: "contact-1", phones: [{ value: "+4900000" }] };
  const { result, calls } = await push({ ...responses, [readContact]: json({ data: stored }) });

  expect(calls().slice(2)).toEqual([createRoute, readContact]);
  expect(result.receipts).toEqual([receipt()]);
});

test("knows an expanded contact by its id", async () => {
  const { calls } = await push({
    ...responses,
    [createRoute]: created("opportunity-1", { phones: [], contact: { id: "contact-1" } }),
    [readContact]: json({ data: { id: "contact-1", phones } }),
  });

  expect(calls().at(-1)).toBe(readContact);
});

test.each([
  ["reading", readContact, {}],
  ["writing", writeContact, { [readContact]: json({ data: { id: "contact-1" } }) }],
])("warns of a correction that fails at %s", async (_, route, before) => {
  const { result } = await push({ ...responses, ...before, [route]: refused(403, "Forbidden", "No scope.") });

  expect(result.status).toBe("success");
  expect(result.receipts).toEqual([
    receipt("opportunity-1", {
      warnings: [`phone number of opportunity-1 was not added: ${route} responded with 403: Forbidden: No scope.`],
    }),
  ]);
});

test("warns if there is no contact to correct", async () => {
  const { result } = await push({
    ...responses,
    [createRoute]: created("opportunity-1", { phones: [], contact: null }),
  });

  expect(result.receipts).toEqual([
    receipt("opportunity-1", {
      warnings: ["phone number of opportunity-1 was not added: the response names no contact"],
    }),
  ]);
});

test.each([
  ["Lever shows the phone", {}, created()],
  [
    "none was sent",
    { info: { full_name: "Ada Example", email: "ada@example.com" } },
    created("opportunity-1", { phones: [] }),
  ],
])("leaves the contact alone if %s", async (_, changes, response) => {
  const { calls } = await push({
    ...responses,
    [profileRoute]: profile({ attachments: resume, ...changes }),
    [createRoute]: response,
  });

  expect(calls().slice(2)).toEqual([createRoute]);
});

test("does not check a phone that was sent as JSON", async () => {
  const { calls } = await push({ ...responses, [profileRoute]: profile() }, byApiKey);

  expect(calls()).toEqual([profileRoute, createRoute]);
});
