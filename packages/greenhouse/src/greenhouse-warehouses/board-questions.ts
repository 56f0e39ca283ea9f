import { InputError } from "@hrflow-connectors/core/connector";
import { canonical, compact, line, listOf } from "@hrflow-connectors/core/formats";
import type { GreenhouseAnswer, GreenhouseCandidateItem } from "../formats/greenhouse-items";
import type { components } from "../generated/job-board";
import type { GreenhouseJob } from "../greenhouse-types";

type Question = components["schemas"]["Question"];
type QuestionField = components["schemas"]["QuestionField"];

/** An application as it is sent: texts, lists of texts, and the file of the resume. */
export type ApplicationForm = Record<string, string | string[] | File>;

/** The fields of the form for the resume: its file, its URL or its text, or no field without a resume. */
export type ResumeFields =
  | { resume: File }
  | { resume_text: string }
  | Record<"resume_url" | "resume_url_filename", string>
  | object;

/** What a form of one job holds, and the names of the `answers` that the job asks for. */
export interface FilledForm {
  form: ApplicationForm;
  used: string[];
}

/** A list of options is sent under the name with `[]`, which the encoding of the form adds. */
const baseName = (name: string) => name.replace(/\[\]$/, "");

/**
 * Fills the form of a job. Throws `InputError` if a value is not an option of its question, or if questions that the job requires stay
 * open: Greenhouse does not check them.
 *
 * @see https://developers.greenhouse.io/job-board.html#submit-an-application
 */
export function fillForm(job: GreenhouseJob, item: GreenhouseCandidateItem, resume: ResumeFields): FilledForm {
  const { first_name, last_name, email_addresses, phone_numbers } = item;
  const answers = new Map(Object.entries(item.answers ?? {}).map(([name, given]) => [baseName(name), given]));
  const email = listOf(email_addresses)[0]?.value;
  const phone = listOf(phone_numbers)[0]?.value;
  const form: ApplicationForm = { ...compact({ first_name, last_name, email, phone }), ...resume };
  const used: string[] = [];
  const questions = questionsOf(job);
  for (const question of questions) {
    for (const field of listOf(question.fields)) {
      const name = baseName(field.name);
      const given = answers.get(name);
      if (given === undefined) continue;
      form[name] = valueFor(question, field, given);
      used.push(name);
    }
  }
  const open = questions.filter(({ required, fields }) => required && !fields.some(({ name }) => isFilled(form, name)));
  if (open.length === 0) return { form, used };
  const names = open.map(({ label, fields }) => {
    const alternatives = fields.map(({ name }) => baseName(name));
    return `"${line(label) ?? ""}" (${alternatives.join(" or ")})`;
  });
  throw new InputError(
    `job ${job.id} requires what the item does not have: ${names.join(", ")}; give it in the item, or in its \`answers\``,
  );
}

function isFilled(form: ApplicationForm, name: string): boolean {
  const value = form[baseName(name)] ?? form[`${baseName(name)}_url`];
  return value instanceof File || (value !== undefined && value.length > 0);
}

/** All questions of the form, those of the vendor itself among them. */
function questionsOf(job: GreenhouseJob): Question[] {
  const asked = [
    ...listOf(job.questions),
    ...listOf(job.location_questions),
    ...listOf(job.compliance).flatMap(({ questions }) => listOf(questions)),
    ...consentsOf(job),
  ].map((question) => ({ ...question, fields: [...listOf(question.fields)] }));
  // Nobody can apply without an address, whatever the job says.
  const others = asked.filter(({ fields }) => !fields.some(({ name }) => name === "email"));
  return [textQuestion("Email", "email"), ...others].filter(({ fields }) => fields.length > 0);
}

const consentField = "data_compliance[";

/** What the person has to consent to, as the job says. Nobody else can do so. */
function consentsOf({ data_compliance }: GreenhouseJob): Question[] {
  return listOf(data_compliance).flatMap((rule) => {
    const { requires_consent, requires_processing_consent, requires_retention_consent } = rule;
    const parts = [
      ...(requires_processing_consent ? ["processing_consent"] : []),
      ...(requires_retention_consent ? ["retention_consent"] : []),
    ];
    const consents = parts.length > 0 || !requires_consent ? parts : ["consent"];
    const label = `Consent of the person (${line(rule.type) ?? "data compliance"})`;
    return consents.map((consent) => textQuestion(label, `${consentField}gdpr_${consent}_given]`));
  });
}

const textQuestion = (label: string, name: string): Question => ({
  ...{ label, required: true },
  fields: [{ name, type: "input_text" }],
});

function valueFor(question: Question, field: QuestionField, given: GreenhouseAnswer): string | string[] {
  const fail = (message: string): never => {
    throw new InputError(`answers.${baseName(field.name)} ("${line(question.label) ?? ""}"): ${message}`);
  };
  if (field.type === "input_file") fail("it takes a file");
  if (field.name.startsWith(consentField) && String(given) !== "true")
    fail("expected true: only the person can consent");
  const options = listOf(field.values);
  const texts = [given].flat().map((one) => {
    const text = String(one);
    if (options.length === 0) return text;
    const found =
      options.find(({ value }) => String(value) === text) ??
      options.find(({ label }) => canonical(label ?? "") === canonical(text));
    return String(
      found?.value ?? fail(`expected one of ${options.map(({ label }) => label).join(", ")}, found "${text}"`),
    );
  });
  if (field.type === "multi_value_multi_select") return texts;
  const [text = "", ...others] = texts;
  return others.length === 0 ? text : fail("expected one value, found several");
}
