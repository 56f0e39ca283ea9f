import type { FakeAnswer } from "../engine/fake-types";
import { isRecord } from "./is-record";
import { answered, badRequest, notFound } from "./lever-answers";
import type { LeverCall, LeverRoute } from "./lever-route";
import type { LeverContactRecord } from "./lever-state";
import { contactView } from "./opportunity-view";

export function contactRoutes(): LeverRoute[] {
  const path = "/contacts/{contact}";
  return [
    {
      ...{ method: "GET", path, query: [] },
      handle: (call) => withContact(call, (contact) => answered(contactView(contact))),
    },
    { method: "PUT", path, query: [], handle: (call) => withContact(call, (contact) => update(contact, call)) },
  ];
}

/** Fields that are left out stay as they are. Whether they do at Lever is not known. */
function update(contact: LeverContactRecord, { json }: LeverCall): FakeAnswer {
  if (contact.isAnonymized) return badRequest("The contact is anonymized.");
  if (!isRecord(json)) return badRequest("The body is no JSON object.");
  const texts = ["name", "headline", "location"] as const;
  const lists = ["emails", "phones"] as const;
  const wrongText = texts.find((name) => name in json && typeof json[name] !== "string");
  const wrong = wrongText ?? lists.find((name) => name in json && !Array.isArray(json[name]));
  if (wrong !== undefined) return badRequest(`${wrong} is of a wrong type.`);
  const given = [...texts, ...lists].filter((name) => name in json);
  Object.assign(contact, Object.fromEntries(given.map((name) => [name, json[name]])));
  return answered(contactView(contact));
}

function withContact({ state, params }: LeverCall, handle: (contact: LeverContactRecord) => FakeAnswer): FakeAnswer {
  const contact = state.contacts.find(({ id }) => id === params.contact);
  return contact ? handle(contact) : notFound();
}
