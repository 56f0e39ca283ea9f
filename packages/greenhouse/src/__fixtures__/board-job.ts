import type { GreenhouseJob } from "../greenhouse-types";

/** A synthetic job of a board, with its content. */
export const fullJob: GreenhouseJob = {
  id: 4461450008,
  internal_job_id: 4000000123,
  title: " Rust Engineer ",
  updated_at: "2026-10-01T08:30:00-05:00",
  first_published: "2026-09-01T08:00:00-05:00",
  application_deadline: null,
  requisition_id: "REQ-7",
  location: { name: "Lyon, France" },
  absolute_url: "https://boards.greenhouse.io/acme/jobs/4461450008",
  language: "en",
  company_name: "Acme",
  metadata: [
    { id: 1, name: "Remote", value: true, value_type: "yes_no" },
    { id: 2, name: "Stacks", value: ["Go", "Rust"], value_type: "multi_select" },
    { id: 3, name: "Budget", value: { unit: "EUR", amount: "10" }, value_type: "currency" },
    { id: 4, name: "Empty", value: null, value_type: "short_text" },
  ],
  content: "&lt;p&gt;We use &lt;b&gt;Go&lt;/b&gt;&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Rust &amp;amp; C&lt;/li&gt;&lt;/ul&gt;",
  departments: [{ id: 11, name: "Engineering" }],
  offices: [
    { id: 21, name: "Lyon", location: "Lyon, France" },
    { id: 22, name: "Anywhere", location: null },
  ],
  education: "education_required",
};

/** A job with only the fields that every board has. */
export const bareJob: GreenhouseJob = {
  id: 5,
  internal_job_id: null,
  title: "Prospects",
  updated_at: "2026-10-02T00:00:00Z",
  requisition_id: null,
  location: { name: "" },
  absolute_url: "https://boards.greenhouse.io/acme/jobs/5",
  metadata: null,
};
