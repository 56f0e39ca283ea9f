import { createdRecords } from "./created-records";
import * as sample from "./harvest-v3-records";
import type { Page, Vendor } from "./vendor-network";

const pageSize = 500;

/** A list that is read by the ids of what its records belong to, each of which has one record. */
const lists: Record<string, [filter: string, sample: (id: number) => { id: number }, otherFilter?: string]> = {
  applications: ["candidate_ids", sample.application],
  candidate_employments: ["candidate_ids", sample.employment],
  candidate_educations: ["candidate_ids", sample.education],
  attachments: ["candidate_ids", sample.attachment, "application_ids"],
  job_posts: ["job_ids", sample.post],
  job_post_locations: ["job_post_ids", sample.postLocation],
  custom_field_options: ["ids", sample.option],
  departments: ["ids", sample.department],
  offices: ["ids", sample.office],
};

/** Harvest v3 with so many candidates and as many jobs, whose ids descend in a list, as the vendor's do. */
export function harvestV3Vendor(count: number): Vendor {
  const records = createdRecords(count);
  const idOf = (index: number) => sample.firstId + index;
  const page = (make: (id: number, createdAt: string) => object, [first, end]: [number, number]): Page => {
    const from = Math.max(first, end - pageSize);
    const rows = Array.from({ length: Math.max(0, end - from) }, (_, place) => {
      const index = end - 1 - place;
      return make(idOf(index), new Date(records.createdAt(index)).toISOString());
    });
    return { body: JSON.stringify(rows), ...(from > first ? { next: ["cursor", `${first}-${from}`] } : {}) };
  };
  return ({ pathname, searchParams }) => {
    const path = pathname.slice(pathname.lastIndexOf("/") + 1);
    if (path === "token")
      return { body: '{"access_token":"not-a-real-token","token_type":"Bearer","expires_in":3600}' };
    if (path === "candidates" || path === "jobs") {
      const [first, end] = searchParams.get("cursor")?.split("-").map(Number) ?? [];
      const range = first === undefined || end === undefined ? undefined : ([first, end] as [number, number]);
      const make = path === "jobs" ? sample.job : sample.candidate;
      return page(make, range ?? records.between(...times(searchParams.get("created_at"))));
    }
    const [filter = "", make, otherFilter = filter] = lists[path] ?? [];
    const ids = (searchParams.get(filter) ?? searchParams.get(otherFilter))?.split(",").map(Number);
    if (!make || !ids) throw new Error(`no list for ${pathname}?${searchParams}`);
    // No post is inactive.
    const rows = searchParams.get("active") === "false" ? [] : ids.sort((a, b) => b - a).map(make);
    return { body: JSON.stringify(rows) };
  };
}

/** The bounds of a filter such as `gte|2026-01-01T00:00:00Z|lt|2026-02-01T00:00:00Z`. */
function times(filter: string | null): [from: number | undefined, before: number | undefined] {
  const bounds = filter?.split("|") ?? [];
  const bound = (name: string) => {
    const place = bounds.indexOf(name);
    return place < 0 ? undefined : Date.parse(bounds[place + 1] ?? "");
  };
  return [bound("gte"), bound("lt")];
}
