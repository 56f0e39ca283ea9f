import type { FakeResponse } from "../engine/fake-types";
import { squish } from "../engine/strict";
import { badRequest, isRecord, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import type { LeverContactRecord } from "./lever-state";
import { contactView } from "./opportunity-view";

export function contactRoutes(): LeverRoute[] {
  const path = "/contacts/{contact}";
  return [
    {
      ...{ method: "GET", path, query: [] },
      handle: (call) => withContact(call, (contact) => success(contactView(contact))),
    },
    { method: "PUT", path, query: [], handle: (call) => withContact(call, (contact) => update(contact, call)) },
  ];
}

/** Keeps absent fields. Lever does not document whether it does. */
function update(contact: LeverContactRecord, { json, strict }: LeverCall): FakeResponse {
  if (contact.isAnonymized) return badRequest("The contact is anonymized.");
  if (!isRecord(json)) return badRequest("The body must be a JSON object.");
  const texts = ["name", "headline", "location"] as const;
  const lists = ["emails", "phones"] as const;
  const invalidText = texts.find((name) => name in json && typeof json[name] !== "string");
  const invalid = invalidText ?? lists.find((name) => name in json && !Array.isArray(json[name]));
  if (invalid !== undefined) return badRequest(`${invalid} has the wrong type.`);
  const given = [...texts, ...lists].filter((name) => name in json);
  Object.assign(contact, Object.fromEntries(given.map((name) => [name, json[name]])));
  if (strict) contact.name = squish(contact.name);
  return success(contactView(contact));
}

function withContact(
  { state, params }: LeverCall,
  handle: (contact: LeverContactRecord) => FakeResponse,
): FakeResponse {
  const contact = state.contacts.find(({ id }) => id === params.contact);
  return contact ? handle(contact) : notFound();
}
