import type { LeverContactRecord, LeverFileRecord, LeverOpportunityRecord, LeverState } from "./lever-state";

/** Returns an opportunity in the format of the API: name, addresses and the like are those of its contact. */
export function opportunityView(state: LeverState, record: LeverOpportunityRecord, expand: string[] = []) {
  const { posting, application, opportunityLocation, ...own } = record;
  const contact = contactOf(state, record);
  const { id, name, headline, location, emails, phones, links, isAnonymized } = contact;
  const { createdAt, updatedAt } = own;
  return {
    ...own,
    ...{ name, headline, location, emails, phones, links, isAnonymized },
    contact: expand.includes("contact") ? contactView(contact) : id,
    applications: application === null ? [] : [expand.includes("applications") ? applicationView(record) : application],
    stageChanges: [],
    confidentiality: "non-confidential",
    sourcedBy: null,
    snoozedUntil: null,
    dataProtection: null,
    lastInteractionAt: updatedAt,
    lastAdvancedAt: createdAt,
    urls: { list: "https://hire.lever.co/candidates", show: `https://hire.lever.co/candidates/${own.id}` },
    ...(opportunityLocation === null ? {} : { opportunityLocation }),
  };
}

/** Returns an opportunity as most changes show it: without the person's data. */
export function blankView(state: LeverState, record: LeverOpportunityRecord) {
  const blank = { name: "", headline: "", location: "", phones: [], emails: [], links: [] };
  return { ...opportunityView(state, record), ...blank };
}

function applicationView({ id, application, posting, owner, createdAt }: LeverOpportunityRecord) {
  const references = { candidateId: id, opportunityId: id, posting, user: owner };
  const blank = { name: null, email: null, phone: null, company: null, links: null, comments: null, archived: null };
  return { id: application, type: "user", ...references, ...blank, customQuestions: null, createdAt };
}

export function contactView({ location, links: _, ...contact }: LeverContactRecord) {
  return { ...contact, location: { name: location } };
}

export function contactOf(state: LeverState, { contact }: { contact: string }): LeverContactRecord {
  const found = state.contacts.find(({ id }) => id === contact);
  if (!found) throw new Error(`The contact ${contact} was removed from the state of the fake`);
  return found;
}

export function fileView({ id, opportunity, uploadedAt, content }: LeverFileRecord) {
  const { name, size } = content;
  const downloadUrl = `https://hire.lever.co/candidates/${opportunity}/files/${id}/download`;
  return { id, downloadUrl, ext: extensionOf(name), name, uploadedAt, status: "processed", size };
}

export function resumeView({ id, opportunity, uploadedAt, content }: LeverFileRecord) {
  const { name, size } = content;
  const downloadUrl = `https://hire.lever.co/candidates/${opportunity}/resumes/${id}/download`;
  const file = { name, ext: extensionOf(name).slice(1), downloadUrl, uploadedAt, status: "processed", size };
  return { id, createdAt: uploadedAt, file };
}

function extensionOf(name: string): string {
  return /\.[^.]+$/.exec(name)?.[0] ?? "";
}
