import type { FakeResponse } from "../engine/fake-types";
import { squish } from "../engine/strict";
import { badRequest, type LeverCall } from "./lever-route";
import {
  type LeverContactRecord,
  type LeverOpportunityRecord,
  type LeverPostingRecord,
  type LeverState,
  nextId,
} from "./lever-state";
import { opportunityView } from "./opportunity-view";
import { readOpportunity, type SentOpportunity } from "./read-opportunity";

/** Always creates a new opportunity. Only its contact may already exist. */
export function createOpportunity(call: LeverCall, phonesInForms: boolean): FakeResponse {
  const sent = readOpportunity(call, phonesInForms);
  if (typeof sent === "string") return badRequest(sent);
  const fault = faultOf(sent, call);
  if (fault !== undefined) return badRequest(fault);
  const { state } = call;
  const existing = existingContact(state, sent);
  const contact = existing ?? newContact(call, sent);
  if (existing && sent.contact !== undefined) extend(existing, sent);
  const record = newOpportunity(call, sent, contact);
  state.opportunities.push(record);
  const stored = (content: File) => ({ id: nextId(state), opportunity: record.id, uploadedAt: call.now(), content });
  state.resumes.push(...sent.resumes.map(stored));
  state.files.push(...sent.files.map(stored));
  const { opportunityLocation: _, ...data } = opportunityView(state, record);
  return { status: 201, body: { deduped: existing !== undefined, data } };
}

function faultOf(sent: SentOpportunity, { state, query, now }: LeverCall): string | undefined {
  const { postings, createdAt, archived, contact, resumes } = sent;
  if (postings.length > 1) return "More than one posting was given.";
  const unknown = postings.find((id) => !state.postings.some((posting) => posting.id === id));
  if (unknown !== undefined) return `The posting ${unknown} does not exist.`;
  if (query.get("perform_as_posting_owner") === "true" && postings.length !== 1)
    return "perform_as_posting_owner requires exactly one posting.";
  if (createdAt !== undefined && createdAt > now()) return "createdAt must not be in the future.";
  if (
    archived?.reason &&
    archived.archivedAt !== undefined &&
    !(createdAt !== undefined && createdAt < archived.archivedAt)
  )
    return "archivedAt must be later than createdAt.";
  if (resumes.length > 1) return "More than one resume was given.";
  const named = state.contacts.find(({ id }) => id === contact);
  if (contact !== undefined && !named) return `The contact ${contact} does not exist.`;
  return named?.isAnonymized ? "The contact is anonymized." : undefined;
}

/** A contact given by id wins over one with the same email address. */
function existingContact(state: LeverState, { contact, emails }: SentOpportunity): LeverContactRecord | undefined {
  if (contact !== undefined) return state.contacts.find(({ id }) => id === contact);
  const sentEmails = new Set(emails.map(normalized));
  return state.contacts.find(
    (known) => !known.isAnonymized && known.emails.some((email) => sentEmails.has(normalized(email))),
  );
}

function newContact({ state, strict }: LeverCall, sent: SentOpportunity): LeverContactRecord {
  const { headline = "", location = "", emails, phones, links } = sent;
  const name = strict ? squish(sent.name ?? "") : (sent.name ?? "");
  const contact = { id: nextId(state), name, headline, location, emails, phones, links, isAnonymized: false };
  state.contacts.push(contact);
  return contact;
}

/** Only a contact given by id gets the new addresses, phones and links. */
function extend(contact: LeverContactRecord, { emails, phones, links }: SentOpportunity): void {
  contact.emails = [...new Set([...contact.emails, ...emails])];
  contact.links = [...new Set([...contact.links, ...links])];
  const isNew = ({ value }: { value: string }) => !contact.phones.some((phone) => phone.value === value);
  contact.phones = [...contact.phones, ...phones.filter(isNew)];
}

function newOpportunity(
  { state, query, now }: LeverCall,
  sent: SentOpportunity,
  contact: LeverContactRecord,
): LeverOpportunityRecord {
  const performAs = query.get("perform_as") ?? "";
  const posting = state.postings.find(({ id }) => id === sent.postings[0]);
  const byPosting = query.get("perform_as_posting_owner") === "true" ? posting?.owner : undefined;
  const { archived, origin = "sourced" } = sent;
  return {
    id: nextId(state),
    contact: contact.id,
    stage: sent.stage ?? "lead-new",
    tags: [...new Set([...sent.tags, ...(posting ? tagsOf(posting) : [])])],
    sources: sent.sources,
    origin,
    sourcedBy: origin === "sourced" ? performAs : null,
    owner: byPosting ?? sent.owner ?? performAs,
    followers: [...new Set([...followersOf(posting), ...sent.followers])],
    posting: posting?.id ?? null,
    application: posting ? nextId(state) : null,
    archived: archived?.reason ? { reason: archived.reason, archivedAt: archived.archivedAt ?? now() } : null,
    opportunityLocation: posting ? (sent.opportunityLocation ?? "unspecified") : null,
    createdAt: sent.createdAt ?? now(),
    updatedAt: null,
  };
}

/** Returns the followers that a posting adds. The user who creates the opportunity is not among them. */
function followersOf(posting: LeverPostingRecord | undefined): string[] {
  return Array.isArray(posting?.followers) ? posting.followers : [];
}

/** Returns the tags that a posting adds: its title and its categories. */
function tagsOf({ text, categories }: { text: string; categories: Record<string, unknown> }): string[] {
  const { department, team, location, commitment } = categories;
  return [text, department, team, location, commitment].filter((tag): tag is string => typeof tag === "string");
}

const normalized = (email: string) => email.trim().toLowerCase();
