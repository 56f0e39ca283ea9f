import { createFake, type Fake } from "@hrflow-connectors/testing/fakes";
import { fileSignature } from "./secrets";

const base = "https://files.example.com";
const bytes = new TextEncoder().encode("%PDF-1.4\n% a resume\n%%EOF\n");

/** The address of a resume. Its query grants access. */
export const resumeUrl = (name: string) => `${base}/${name}?signature=${fileSignature}`;

/** The content of every resume, which the vendor must store byte for byte. */
export const resumeText = new TextDecoder().decode(bytes);

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
