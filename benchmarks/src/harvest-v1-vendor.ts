import type { GreenhouseV1Candidate } from "@hrflow-connectors/greenhouse/client";
import { createdRecords } from "./created-records";
import type { Vendor } from "./vendor-network";

const pageSize = 500;
const firstId = 4_000_000_000;

/** Harvest v1 with so many candidates, whose ids descend in the list. */
export function harvestV1Vendor(count: number): Vendor {
  const records = createdRecords(count);
  return ({ searchParams }) => {
    const timeOf = (name: string) => {
      const value = searchParams.get(name);
      return value === null ? undefined : Date.parse(value);
    };
    const [first, end] = records.between(timeOf("created_after"), timeOf("created_before"));
    const page = Number(searchParams.get("page") ?? 1);
    const newest = end - 1 - (page - 1) * pageSize;
    const length = Math.max(0, Math.min(pageSize, newest + 1 - first));
    const rows = Array.from({ length }, (_, place) => {
      const index = newest - place;
      return candidate(firstId + index, new Date(records.createdAt(index)).toISOString());
    });
    return { body: JSON.stringify(rows), ...(newest + 1 - length > first ? { next: ["page", String(page + 1)] } : {}) };
  };
}

/** With all that belongs to it. */
function candidate(id: number, time: string): GreenhouseV1Candidate {
  const file = {
    filename: "ada.pdf",
    url: `https://files.example.com/${id}/ada.pdf`,
    type: "resume",
    created_at: time,
  };
  return {
    ...{ id, first_name: "Ada", last_name: `Example ${id}`, company: "Example Works", title: "Engineer" },
    ...{ created_at: time, updated_at: time, last_activity: time, is_private: false, photo_url: null },
    attachments: [file as NonNullable<GreenhouseV1Candidate["attachments"]>[number]],
    application_ids: [id],
    phone_numbers: [{ value: "+12025550123", type: "mobile" }],
    addresses: [{ value: "1 Example Street, Paris", type: "home" }],
    email_addresses: [{ value: `ada.${id}@example.com`, type: "personal" }],
    website_addresses: [{ value: `https://ada-${id}.example.com`, type: "personal" }],
    social_media_addresses: [{ value: `https://profiles.example.com/ada-${id}` }],
    can_email: true,
    tags: ["typescript"],
    applications: [
      {
        ...{ id, candidate_id: id, prospect: false, applied_at: time, rejected_at: null, last_activity_at: time },
        ...{ location: { address: "Paris" }, source: { id: 7, public_name: "Job board" }, status: "active" },
        ...{ jobs: [{ id: firstId + (id % 40), name: "Software Engineer" }] },
        current_stage: { id: 3, name: "Phone screen" },
      },
    ],
    educations: [
      {
        ...{ id, school_name: "University of London", degree: "Master", discipline: "Mathematics" },
        ...{ start_date: "2012-09-01T00:00:00.000Z", end_date: "2016-06-30T00:00:00.000Z" },
      },
    ],
    employments: [
      {
        ...{ id, company_name: "Example Works", title: "Engineer" },
        ...{ start_date: "2018-03-01T00:00:00.000Z", end_date: "2022-06-30T00:00:00.000Z" },
      },
    ],
    custom_fields: { notice: "3 months" },
    keyed_custom_fields: { notice: { name: "Notice", type: "short_text", value: "3 months" } },
  };
}
