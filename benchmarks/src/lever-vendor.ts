import type { LeverOpportunity, LeverResume } from "@hrflow-connectors/lever";
import { createdRecords } from "./created-records";
import type { Vendor } from "./vendor-network";

const stages = 8;

/** Lever with so many opportunities, sorted by stage and the newest first within a stage, each with a resume. */
export function opportunityVendor(count: number): Vendor {
  const records = createdRecords(count);
  const timeOf = (url: URL, name: string) => {
    const value = url.searchParams.get(name);
    return value === null ? undefined : Number(value);
  };
  return (url) => {
    const [, id] = /\/opportunities\/opportunity-(\d+)\/resumes$/.exec(url.pathname) ?? [];
    if (id !== undefined) return { body: JSON.stringify({ data: [resume(Number(id))], hasNext: false }) };
    // Nobody moves while the list is read.
    if (url.searchParams.has("advanced_at_start")) return { body: '{"data":[],"hasNext":false}' };
    const until = timeOf(url, "created_at_end");
    const range = records.between(timeOf(url, "created_at_start"), until === undefined ? undefined : until + 1);
    const limit = Number(url.searchParams.get("limit"));
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const indexes = placesOf(range, offset, limit);
    const next = offset + indexes.length;
    const data = indexes.map((index) => opportunity(index, records.createdAt(index)));
    return { body: JSON.stringify({ data, hasNext: next < range[1] - range[0], next: String(next) }) };
  };
}

/** The records at so many places of the list, from one on. */
function placesOf([first, end]: [number, number], offset: number, limit: number): number[] {
  const found: number[] = [];
  let skipped = offset;
  for (let stage = 0; stage < stages && found.length < limit; stage++) {
    const newest = end - 1 - ((((end - 1 - stage) % stages) + stages) % stages);
    const size = newest < first ? 0 : Math.floor((newest - first) / stages) + 1;
    for (let place = skipped; place < size && found.length < limit; place++) found.push(newest - place * stages);
    skipped = Math.max(0, skipped - size);
  }
  return found;
}

function opportunity(index: number, createdAt: number): LeverOpportunity {
  const email = `ada.${index}@example.com`;
  const phones = [{ type: "mobile" as const, value: "+12025550123" }];
  return {
    id: `opportunity-${index}`,
    name: `Ada Example ${index}`,
    headline: "Example Works, University of London",
    contact: {
      id: `contact-${index}`,
      name: `Ada Example ${index}`,
      headline: "Example Works",
      isAnonymized: false,
      location: { name: "Paris, France" },
      emails: [email],
      phones,
    },
    stage: { id: `stage-${index % stages}`, text: "Phone screen" },
    confidentiality: "non-confidential",
    location: "Paris, France",
    phones,
    emails: [email],
    links: [`https://profiles.example.com/ada-${index}`],
    archived: null,
    tags: ["Platform", "Paris", "Engineer"],
    sources: ["Job board"],
    sourcedBy: null,
    origin: "applied",
    owner: `user-${index % 9}`,
    followers: [],
    applications: [
      {
        id: `application-${index}`,
        type: "posting",
        candidateId: `opportunity-${index}`,
        opportunityId: `opportunity-${index}`,
        posting: `posting-${index % 40}`,
        name: `Ada Example ${index}`,
        email,
        company: "Example Works",
        links: [],
        comments: "I read about the position on your site.",
        customQuestions: [],
        archived: null,
        createdAt,
      },
    ],
    createdAt,
    updatedAt: null,
    lastInteractionAt: createdAt,
    lastAdvancedAt: createdAt,
    snoozedUntil: null,
    urls: { list: "https://hire.example.com/candidates", show: `https://hire.example.com/candidates/${index}` },
    isAnonymized: false,
  };
}

function resume(index: number): LeverResume {
  return {
    id: `resume-${index}`,
    createdAt: 1_700_000_000_000,
    file: { name: "ada.pdf", ext: "pdf", uploadedAt: 1_700_000_000_000, status: "processed", size: 90_000 },
    parsedData: {
      positions: [
        { org: "Example Works", title: "Engineer", start: { year: 2018, month: 3 }, end: { year: 2022, month: 6 } },
      ],
      schools: [
        {
          org: "University of London",
          degree: "Master",
          field: "Mathematics",
          start: { year: 2012 },
          end: { year: 2016 },
        },
      ],
    },
  };
}
