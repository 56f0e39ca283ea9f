import { describe, expect, it } from "vitest";
import { bareJob, fullJob } from "../__fixtures__/board-job";
import { formatJob } from "./format-job";

describe("formatJob", () => {
  it("maps everything", () => {
    expect(formatJob(fullJob)).toEqual({
      reference: "4461450008",
      name: "Rust Engineer",
      url: "https://boards.greenhouse.io/acme/jobs/4461450008",
      location: { text: "Lyon, France", lat: null, lng: null },
      sections: [
        { name: "greenhouse_description", title: "greenhouse_description", description: "We use Go\nRust & C" },
      ],
      tags: [
        { name: "greenhouse_department-name", value: "Engineering" },
        { name: "greenhouse_department-id", value: 11 },
        { name: "greenhouse_office-location", value: "Lyon, France" },
        { name: "greenhouse_office-id", value: 21 },
        { name: "greenhouse_office-id", value: 22 },
        { name: "greenhouse_education", value: "education_required" },
      ],
      metadatas: [
        { name: "Remote", value: true },
        { name: "Stacks", value: "Go" },
        { name: "Stacks", value: "Rust" },
        { name: "Budget", value: '{"unit":"EUR","amount":"10"}' },
        { name: "greenhouse_updated_at", value: "2026-10-01T13:30:00.000Z" },
        { name: "greenhouse_first_published", value: "2026-09-01T13:00:00.000Z" },
        { name: "greenhouse_internal_job_id", value: 4000000123 },
        { name: "greenhouse_requisition_id", value: "REQ-7" },
        { name: "greenhouse_company_name", value: "Acme" },
        { name: "greenhouse_language", value: "en" },
      ],
    });
  });

  it("sends empty values for what HrFlow.ai requires, and leaves out the rest", () => {
    expect(formatJob(bareJob)).toEqual({
      reference: "5",
      name: "Prospects",
      url: "https://boards.greenhouse.io/acme/jobs/5",
      location: { text: null, lat: null, lng: null },
      sections: [],
      tags: [],
      metadatas: [{ name: "greenhouse_updated_at", value: "2026-10-02T00:00:00.000Z" }],
    });
  });

  it("decodes the entities before it removes the tags, and separates blocks", () => {
    const content = "&lt;h2&gt;Stack&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;Go&lt;/li&gt;&lt;li&gt;Rust&lt;/li&gt;&lt;/ul&gt;";
    expect(formatJob({ ...bareJob, content }).sections).toMatchObject([{ description: "Stack\nGo\nRust" }]);
  });

  it("returns the id as text", () => {
    expect(formatJob(fullJob).reference).toBe("4461450008");
  });

  it("accepts every job, whatever is null or absent", () => {
    const nulls = Object.fromEntries(Object.keys(fullJob).map((key) => [key, null])) as unknown as typeof fullJob;
    expect(() => formatJob({ ...nulls, id: 1 })).not.toThrow();
    expect(() => formatJob({ id: 1 } as typeof fullJob)).not.toThrow();
  });
});
