import { createFake } from "../fakes/engine/create-fake";
import type { Fake } from "../fakes/engine/fake-types";

/** A profile as HrFlow.ai stores it. */
export type Profile = { source_key: string; key: string } & Record<string, unknown>;

/** Parameters of HrFlow.ai. Those that an action has are used. */
export const hrflowParameters = {
  apiSecret: "ask_s3cret+of/hrflow=1",
  apiUser: "recruiter@example.com",
  sourceKey: "5".repeat(40),
  boardKey: "6".repeat(40),
  profileKey: keyOf(1),
};

export function keyOf(number: number): string {
  return number < 10 ? String(number).repeat(40) : String(number).padStart(40, "0");
}

const base = "https://files.example.com";
/** Grants access to a file, and must appear nowhere. */
export const fileSignature = "sign4ture-of-the-file";

/** The address of a resume on the server of files. Its query grants access. */
export const resumeUrl = (name: string) => `${base}/${name}?signature=${fileSignature}`;

/** The content of every resume. */
export const resumeText = "%PDF-1.4\n% a resume\n%%EOF\n";
const bytes = new TextEncoder().encode(resumeText);

/** A synthetic person. Number 2 has the data of number 1, as two people of one name may have. */
export function person(number: number, changes: Record<string, unknown> = {}): Profile {
  const minute = String(number % 60).padStart(2, "0");
  return {
    source_key: hrflowParameters.sourceKey,
    key: keyOf(number),
    reference: `person-${number}`,
    created_at: `2020-05-06T07:${minute}:09+0000`,
    updated_at: `2020-05-06T07:${minute}:09+0000`,
    info: {
      ...{ full_name: "Ada Example", first_name: "Ada", last_name: "Example" },
      ...{ email: "ada@example.com", phone: "+33600000000" },
    },
    ...resume("ada.pdf"),
    ...changes,
  };
}

/** Another name and address than the first person's. */
export function otherPerson(number: number): object {
  const name = ["Bea", "Cleo", "Dora"][number - 2] ?? `Person${number}`;
  return {
    info: {
      ...{ full_name: `${name} Example`, first_name: name, last_name: "Example" },
      ...{ email: `${name.toLowerCase()}@example.com`, phone: `+3360000000${number}` },
    },
  };
}

/** The field of a profile that has a resume of this name, `ada.pdf`. */
export function resume(name: string): { attachments: object[] } {
  const [stem, extension] = name.split(".");
  return {
    attachments: [{ type: "resume", public_url: resumeUrl(name), file_name: stem, extension: `.${extension}` }],
  };
}

/** The server that resumes are downloaded from. */
export function createFileServer(): Fake<object> {
  return createFake<object>({
    name: "Files",
    bases: [
      {
        url: base,
        routes: [
          {
            ...{ method: "GET", path: "/{name}" },
            handle: ({ query }) =>
              query.get("signature") === fileSignature
                ? { status: 200, body: bytes, headers: { "content-type": "application/pdf" } }
                : { status: 403 },
          },
        ],
      },
    ],
    createState: () => ({}),
  });
}
