import { afterEach, describe, expect, it, vi } from "vitest";
import { bareJob, fullJob } from "../__fixtures__/board-job";
import { formatJob } from "./format-job";
import type { GreenhouseJobRecord } from "./greenhouse-records";

describe("formatJob", () => {
  afterEach(() => void vi.unstubAllEnvs());

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
        { name: "greenhouse_department-id", value: "11" },
        { name: "greenhouse_office-name", value: "Lyon" },
        { name: "greenhouse_office-location", value: "Lyon, France" },
        { name: "greenhouse_office-id", value: "21" },
        { name: "greenhouse_office-name", value: "Anywhere" },
        { name: "greenhouse_office-id", value: "22" },
        { name: "greenhouse_education", value: "education_required" },
      ],
      metadatas: [
        { name: "Remote", value: "True" },
        { name: "Stacks", value: "Go" },
        { name: "Stacks", value: "Rust" },
        { name: "Budget", value: '{"unit":"EUR","amount":"10"}' },
        { name: "greenhouse_updated_at", value: "2026-10-01T13:30:00.000Z" },
        { name: "greenhouse_first_published", value: "2026-09-01T13:00:00.000Z" },
        { name: "greenhouse_internal_job_id", value: "4000000123" },
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

  it.each([
    ["a text that shows a tag keeps it", "You know &amp;lt;canvas&amp;gt;", "You know <canvas>"],
    ["an entity in a text without tags is decoded", "R&amp;amp;D", "R&D"],
    ["old blocks are lines", "&lt;center&gt;Join us&lt;/center&gt;Now", "Join us\nNow"],
  ])("reads content that was escaped once: %s", (_, content, description) => {
    expect(formatJob({ ...bareJob, content }).sections).toMatchObject([{ description }]);
  });

  it("keeps the name of an office, where the location is a way of working", () => {
    const offices = [{ id: 7, name: "Seattle, WA", location: null }];
    expect(formatJob({ ...bareJob, location: { name: "Hybrid" }, offices })).toMatchObject({
      location: { text: "Hybrid" },
      tags: [
        { name: "greenhouse_office-name", value: "Seattle, WA" },
        { name: "greenhouse_office-id", value: "7" },
      ],
    });
  });

  it("keeps the pay, in units of the currency, and what cannot be read of it", () => {
    const pay_input_ranges = [
      {
        min_cents: 5_000_050,
        max_cents: 6_000_000,
        currency_type: "USD",
        title: " Base pay ",
        blurb: "<p>Plus bonus.</p>",
      },
      { min_cents: "negotiable", max_cents: null, currency_type: "EUR", title: null, blurb: null },
    ] as NonNullable<typeof fullJob.pay_input_ranges>;
    const { ranges_float, metadatas } = formatJob({ ...bareJob, pay_input_ranges });
    expect(ranges_float).toEqual([
      { name: "Base pay", value_min: 50_000.5, value_max: 60_000, unit: "USD" },
      { name: "salary", unit: "EUR" },
    ]);
    expect(metadatas?.slice(1)).toEqual([
      { name: "greenhouse_pay", value: "negotiable" },
      { name: "greenhouse_pay-blurb", value: "Plus bonus." },
    ]);
  });

  it("reads times from digits in text, and keeps those that it cannot read", () => {
    const times = { updated_at: "1687274707000", first_published: "last week" };
    expect(formatJob({ ...bareJob, ...times }).metadatas).toEqual([
      { name: "greenhouse_updated_at", value: "2023-06-20T15:25:07.000Z" },
      { name: "greenhouse_first_published", value: "last week" },
    ]);
  });

  it("reads times equally in every time zone of the host", () => {
    const times = { updated_at: "2026-01-15T00:00:00", first_published: "2026-01-14T19:00:00-05:00" };
    const post = { id: 5, ...times, first_published_at: times.first_published, locations: [] };
    const harvestJob = {
      id: 1,
      status: "open",
      created_at: "2026-01-15T00:00:00",
      ...times,
      posts: [post],
      offices: [],
    };
    const midnight = "2026-01-15T00:00:00.000Z";
    const offsets = ["UTC", "America/New_York", "Asia/Kolkata"].map((zone) => {
      vi.stubEnv("TZ", zone);
      expect(formatJob({ ...bareJob, ...times }).metadatas).toEqual([
        { name: "greenhouse_updated_at", value: midnight },
        { name: "greenhouse_first_published", value: midnight },
      ]);
      expect(formatJob(harvestJob as unknown as GreenhouseJobRecord)).toMatchObject({
        created_at: midnight,
        metadatas: expect.arrayContaining([
          { name: "greenhouse_updated_at", value: midnight },
          { name: "greenhouse_post_5_first_published_at", value: midnight },
        ]),
      });
      return new Date(2026, 0, 15).getTimezoneOffset();
    });
    expect(offsets).toEqual([0, 300, -330]);
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
