import type { LeverPosting } from "@hrflow-connectors/lever";

const sentence =
  "Design, build and run services that teams all over the company rely upon, with <b>care</b> &amp; tests.";
const list = (title: string) => ({
  text: title,
  content: `<ul>${Array.from({ length: 6 }, () => `<li>${sentence}</li>`).join("")}</ul>`,
});

/** Returns a posting of 4.4 KB with three HTML lists, which is a common size. */
export function samplePosting(index: number): LeverPosting {
  return {
    id: `5ac21346-8e0c-4494-8e7a-${String(index).padStart(12, "0")}`,
    text: `Software Engineer ${index}`,
    state: "published",
    confidentiality: "non-confidential",
    distributionChannels: ["public", "internal"],
    categories: { team: "Platform", location: "Paris", commitment: "Full-time", allLocations: ["Paris", "Lyon"] },
    tags: ["typescript", "platform"],
    content: {
      description: "What you will do, with whom, and why it matters. ".repeat(28),
      lists: [list("Responsibilities"), list("Requirements"), list("Benefits")],
      closing: "We look forward to hearing from you. ".repeat(8),
    },
    country: "FR",
    workplaceType: "hybrid",
    urls: {
      show: "https://jobs.example.com/1",
      list: "https://jobs.example.com",
      apply: "https://jobs.example.com/1/apply",
    },
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
  };
}
