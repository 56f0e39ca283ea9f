import type { FakeResponse } from "../engine/fake-types";
import { type LeverCall, notFound } from "./lever-route";
import type { LeverContactRecord, LeverOpportunityRecord, LeverState } from "./lever-state";

/** Returns an opportunity in the format of the API: name, addresses and the like are those of its contact. */
export function opportunityView(state: LeverState, record: LeverOpportunityRecord, expand: string[] = []) {
  const { posting: _, application: __, opportunityLocation, ...own } = record;
  const contact = contactOf(state, record);
  const { id, name, headline, location, emails, phones, links, isAnonymized } = contact;
  const applications = applicationsOf(record);
  const user = (field: string, id: string | null) => (expand.includes(field) ? userOf(state, id) : id);
  return {
    ...own,
    ...{ name, headline, location, emails, phones, links, isAnonymized },
    contact: expand.includes("contact") ? contactView(contact) : id,
    stage: (expand.includes("stage") && state.stages.find(({ id }) => id === own.stage)) || own.stage,
    applications: expand.includes("applications") ? applications : applications.map(({ id }) => id),
    stageChanges: [],
    confidentiality: confidentialityOf(state, record),
    owner: user("owner", own.owner),
    sourcedBy: user("sourcedBy", own.sourcedBy ?? null),
    followers: own.followers.map((follower) => user("followers", follower)),
    snoozedUntil: null,
    dataProtection: null,
    lastInteractionAt: own.updatedAt ?? own.createdAt,
    lastAdvancedAt: advancedAt(record),
    urls: { list: "https://hire.lever.co/candidates", show: `https://hire.lever.co/candidates/${own.id}` },
    ...(opportunityLocation === null ? {} : { opportunityLocation }),
  };
}

/** Returns an opportunity as most changes show it: without the person's data. */
export function blankView(state: LeverState, record: LeverOpportunityRecord): ReturnType<typeof opportunityView> {
  const blank = { name: "", headline: "", location: "", phones: [], emails: [], links: [] };
  return { ...opportunityView(state, record), ...blank };
}

export const advancedAt = ({ lastAdvancedAt, createdAt }: LeverOpportunityRecord) => lastAdvancedAt ?? createdAt;

/** Returns a user, or only their id if the account does not have them. */
export function userOf({ users }: LeverState, id: string | null) {
  return users.find((user) => user.id === id) ?? id;
}

/** Returns the application of an opportunity, if it has a posting. */
export function applicationsOf({ id, application, posting, owner, createdAt }: LeverOpportunityRecord) {
  if (application === null) return [];
  const references = { candidateId: id, opportunityId: id, posting, user: owner };
  const blank = { name: null, email: null, phone: null, company: null, links: null, comments: null, archived: null };
  return [{ id: application, type: "user", ...references, ...blank, customQuestions: null, createdAt }];
}

export function contactView({ location, links: _, ...contact }: LeverContactRecord) {
  return { ...contact, location: { name: location } };
}

export function contactOf(state: LeverState, { contact }: { contact: string }): LeverContactRecord {
  const found = state.contacts.find(({ id }) => id === contact);
  if (!found) throw new Error(`The contact ${contact} was removed from the state of the fake`);
  return found;
}

/** An opportunity is as confidential as its posting. */
export function confidentialityOf({ postings }: LeverState, { posting }: LeverOpportunityRecord): string {
  const found = postings.find(({ id }) => id === posting);
  return found?.confidentiality === "confidential" ? "confidential" : "non-confidential";
}

/** Handles a call for the opportunity in its path. */
export function withOpportunity(
  { state, params }: LeverCall,
  handle: (record: LeverOpportunityRecord) => FakeResponse,
): FakeResponse {
  const record = state.opportunities.find(({ id }) => id === params.opportunity);
  return record ? handle(record) : notFound();
}
