import type { FakeCall, FakeResponse } from "@hrflow-connectors/testing/fakes";
import type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "../bamboohr-types";

export interface BamboohrFakeFile {
  id: number;
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An application, and what the API does not show of it. */
export interface BamboohrFakeApplication {
  shown: BamboohrApplication;
  comments: string[];
}

/** Everything that a company's BambooHR holds. */
export interface BamboohrState {
  jobs: BamboohrJob[];
  /** Public pages by the id of their job. */
  careersPages: Record<number, BamboohrCareersJob>;
  applications: BamboohrFakeApplication[];
  files: BamboohrFakeFile[];
}

type Call = FakeCall<BamboohrState>;

export const refusal = (status: number, message: string): FakeResponse => ({
  status,
  headers: { "x-bamboohr-error-message": message },
});

export const success = (body: unknown): FakeResponse => ({ status: 200, body });

export const applicationOf = ({ state, params }: Call) =>
  state.applications.find(({ shown }) => shown.id === Number(params.applicationId));

const extensions = /\.(pdf|docx?|txt|rtf|jpe?g|gif|png|tiff?|bmp)$/i;

/** Creates an application, also if the same person has one already. */
export async function createApplication({ state, form, now }: Call): Promise<FakeResponse> {
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === "string" && value.trim() !== "" ? value : null;
  };
  const [firstName, lastName, email] = [text("firstName"), text("lastName"), text("email")];
  const job = state.jobs.find(({ id }) => String(id) === text("jobId"));
  if (firstName === null || lastName === null) return refusal(422, "First and last name are required");
  if (!job) return refusal(404, "Job not found");
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refusal(422, "Invalid email");
  const linkedinUrl = text("linkedinUrl");
  if (linkedinUrl !== null && !/^https?:\/\/([a-z0-9-]+\.)*linkedin\.com\//i.test(linkedinUrl))
    return refusal(422, "Invalid linkedinUrl");
  const resume = form?.get("resume");
  const file = resume instanceof File ? resume : undefined;
  if (file && !extensions.test(file.name)) return refusal(422, "Invalid file type");
  const bytes = new Uint8Array((await file?.arrayBuffer()) ?? []);
  const id = Math.max(60, ...state.applications.map(({ shown }) => shown.id)) + 1;
  const resumeFileId = file ? id + 1_000 : null;
  if (file) state.files.push({ id: id + 1_000, name: file.name, type: file.type, bytes });
  const isSame = ({ shown: { applicant } }: BamboohrState["applications"][number]) =>
    applicant?.firstName === firstName && applicant.lastName === lastName && applicant.email === email;
  state.applications.push({
    comments: [],
    shown: {
      ...{ id, resumeFileId, rating: null, coverLetterFileId: null },
      appliedDate: new Date(now()).toISOString().replace(/\.\d+Z$/, "+00:00"),
      status: { id: 1, label: "New", changedByUser: null },
      duplicateApplicationCount: state.applications.filter(isSame).length,
      applicant: {
        ...{ id: id + 57, firstName, lastName, email, linkedinUrl },
        ...{ phoneNumber: text("phoneNumber"), websiteUrl: text("websiteUrl"), source: text("source") },
        address: { addressLine1: text("address"), city: text("city"), zipcode: text("zip") },
        education: { institution: text("collegeName"), level: null },
      },
      job: { id: job.id, title: job.title ?? null },
    },
  });
  return success({ result: "success", candidateId: id });
}

export function addComment(call: Call): FakeResponse {
  const found = applicationOf(call);
  const { comment } = (call.json ?? {}) as { comment?: unknown };
  if (!found) return refusal(404, "Application not found");
  if (typeof comment !== "string" || comment === "") return refusal(400, "The comment is empty");
  found.comments.push(comment);
  return success({ type: "comment", id: found.shown.id * 100 + found.comments.length });
}
