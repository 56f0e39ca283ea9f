import type { WorkableFakeCandidate, WorkableFakeJob } from "../testing/create-workable-fake";

export const subdomain = "brightwater";
export const accessToken = "token-of-brightwater";

export const job = (number: number): WorkableFakeJob => ({
  ...{ id: `5b5ce${number}`, shortcode: `9CD658E13${number}`, title: `Job ${number}`, state: "published" },
  ...{ created_at: `2026-01-0${number}T00:00:00Z`, updated_at: `2026-01-0${number}T09:00:00Z` },
  description: `<p>Job <b>${number}</b></p>`,
  location: { location_str: "Springfield, United States", city: "Springfield", country: "United States" },
  keywords: ["typescript"],
});

export const candidate = (number: number): WorkableFakeCandidate => ({
  ...{ id: `2727027${number}`, name: `Person ${number}`, firstname: "Person", lastname: `${number}` },
  ...{ email: `person-${number}@example.com`, job: { shortcode: job(1).shortcode, title: job(1).title } },
  ...{ created_at: `2026-02-0${number}T00:00:00Z`, updated_at: `2026-02-0${number}T09:00:00Z` },
  experience_entries: [{ title: "Engineer", company: "Quill & Partners", start_date: "2019-07-01", current: true }],
});
