import type { GreenhouseState, LeverState } from "@hrflow-connectors/testing/fakes";
import { describeFile } from "./describe";

/** Returns one line per record of a Lever account. */
export function describeLeverRecords({ contacts, opportunities, resumes, files }: LeverState): string[] {
  return [
    ...contacts.map(({ name, emails, phones }) => line("contact", name, emails, valuesOf(phones))),
    ...opportunities.map(({ id, posting, stage }) =>
      line(`opportunity ${id}`, posting && `for posting ${posting}`, `in stage ${stage}`),
    ),
    ...resumes.map(({ content }) => line("resume", describeFile(content))),
    ...files.map(({ content }) => line("file", describeFile(content))),
  ];
}

/** Returns one line per record of a Greenhouse account. */
export function describeGreenhouseRecords(state: GreenhouseState): string[] {
  const optionName = (id: number | null) => state.options.find((option) => option.id === id)?.name;
  return [
    ...state.candidates.map(({ id, first_name, last_name, email_addresses, phone_numbers }) =>
      line(`candidate ${id}`, `${first_name} ${last_name}`, valuesOf(email_addresses), valuesOf(phone_numbers)),
    ),
    ...state.applications.map(({ id, job_id, status }) => line(`application ${id}`, `for job ${job_id}`, status)),
    ...state.employments.map(({ title, company_name, start_date, end_date }) =>
      line("employment", title, company_name, period(start_date, end_date)),
    ),
    ...state.educations.map((education) =>
      line(
        "education",
        optionName(education.degree_custom_field_option_id),
        optionName(education.discipline_custom_field_option_id),
        optionName(education.school_name_custom_field_option_id),
        period(education.start_at, education.end_at),
      ),
    ),
    ...state.attachments.map(({ type, filename, source }) =>
      line(type, filename, "url" in source ? source.url : `${source.content.length} characters of base64`),
    ),
    ...state.notes.map(({ body }) => line("note", body)),
  ];
}

function line(record: string, ...details: (string | string[] | null | undefined)[]): string {
  return `${record}: ${details.flat().filter(Boolean).join(", ")}`;
}

const valuesOf = (entries: { value: string }[]) => entries.map(({ value }) => value);

function period(start: string | null, end: string | null): string {
  const day = (time: string) => time.slice(0, "2026-01-31".length);
  return [start && `from ${day(start)}`, end && `to ${day(end)}`].filter(Boolean).join(" ");
}
