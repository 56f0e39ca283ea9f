import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";

/** A synthetic person with every field that `formatCandidate` maps. */
export const fullProfile: HrflowProfile = {
  id: 1,
  key: "profile-key-1",
  reference: "person-1",
  source_key: "source-key-1",
  source: { key: "source-key-1" },
  created_at: "2026-01-05T09:00:00+0000",
  info: {
    full_name: "Ada Lovelace",
    first_name: "Ada",
    last_name: "Lovelace",
    email: "ada@example.org",
    phone: "+33100000000",
    location: { text: "1 rue de la Paix, Paris", lat: 48.8, lng: 2.3 },
    urls: [
      { type: "linkedin", url: "https://www.linkedin.com/in/ada" },
      { type: "github", url: "https://github.com/ada" },
      { type: "from_resume", url: "https://ada.example.org" },
    ],
  },
  text: "Ada Lovelace, analyst",
  skills: [
    { name: "Analysis", type: "hard" },
    { name: "Weaving", type: "hard" },
    { name: "Analysis", type: "soft" },
  ],
  experiences: [
    {
      company: "Old Mills",
      title: "Clerk",
      date_start: "2015-03-01T00:00:00+0100",
      date_end: "2018-12-31T00:00:00+0100",
    },
    { company: "Engines", title: "Analyst", date_start: "2019-01-01T00:00:00+0100", date_end: null },
  ],
  educations: [
    {
      school: "University of London",
      title: "Master in Mathematics",
      date_start: "2010-09-01T00:00:00",
      date_end: "2014-06-30",
    },
  ],
  attachments: [
    {
      type: "resume",
      file_name: "cv-ada",
      extension: ".pdf",
      public_url: "https://files.example.org/cv-ada.pdf",
      created_at: "2026-01-05T09:00:00+0000",
    },
  ],
  tags: [{ name: "application_boardKey_jobReference", value: "board1_4000000123" }],
  metadatas: [],
};

/** A person with little more than a name and a job. */
export const bareProfile: HrflowProfile = {
  key: "profile-key-2",
  source_key: "source-key-1",
  source: {},
  info: { full_name: "Grace" },
  tags: [{ name: "greenhouse_job_id", value: 77 }],
};
