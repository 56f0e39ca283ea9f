import { type Answer, empty, file, hang, json, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, expect, test, vi } from "vitest";
import {
  byApiKey,
  created,
  createRoute,
  opportunity,
  production,
  profile,
  profileRequest,
  profileRoute,
  push,
  receipt,
  refused,
  userAgent,
} from "../__fixtures__/lever";

const shown = "https://files.example.com/cv/ada.pdf";
const address = `${shown}?signature=x`;
const fileRoute = "GET https://files.example.com/cv/ada.pdf";
const bytes = new Uint8Array([37, 80, 68, 70, 0, 255, 13, 10]);
const pdf = file(bytes, "application/pdf");
const authorization = `Basic ${btoa("lever-api-key-1:")}`;

const withFile = (attachment: object = {}) =>
  profile({
    attachments: [{ type: "resume", public_url: address, file_name: "ada", extension: ".pdf", ...attachment }],
  });
const download = { method: "GET", url: address, headers: { accept: "*/*", "user-agent": userAgent } };
const createUrl = (flags = "parse=false&perform_as_posting_owner=false") =>
  `${production}/opportunities?perform_as=user-1&${flags}`;
const multipart = (body: unknown[], url = createUrl()) => ({
  method: "POST",
  url,
  headers: { authorization, "content-type": "multipart/form-data", "user-agent": userAgent },
  body,
});
const plain = {
  method: "POST",
  url: createUrl(),
  headers: { authorization, "content-type": "application/json", "user-agent": userAgent },
  body: opportunity,
};
const delivered = (warnings?: string[]) =>
  runResult({
    status: "success",
    reason: "",
    events: { read_success: 1, write_success: 1 },
    receipts: [receipt("opportunity-1", warnings ? { warnings } : {})],
  });

afterEach(() => vi.useRealTimers());

test("D15: the resume is downloaded and sent along, every field in its own part", async () => {
  const info = {
    full_name: "Ada Example",
    email: "ada@example.com",
    phone: "+33600000000",
    urls: [{ url: "https://ada.example.com" }, { url: "https://blog.example.com" }],
  };
  const changes = {
    info,
    skills: [{ name: "Baking" }, { name: "Größe & Maß" }],
    tags: [{ name: "lever_posting_id", value: "posting-1" }],
    attachments: [{ type: "resume", public_url: address, original_file_name: "Ada, résumé", extension: ".pdf" }],
  };
  const { result, sent } = await push(
    { [profileRoute]: profile(changes), [fileRoute]: pdf, [createRoute]: created() },
    { ...byApiKey, parse: true, performAsPostingOwner: true },
  );

  expect(sent).toEqual([
    profileRequest,
    download,
    multipart(
      [
        ["name", "Ada Example"],
        ["phones[][type]", "mobile"],
        ["phones[][value]", "+33600000000"],
        ["emails[]", "ada@example.com"],
        ["links[]", "https://ada.example.com"],
        ["links[]", "https://blog.example.com"],
        ["tags[]", "Baking"],
        ["tags[]", "Größe & Maß"],
        ["createdAt", "1714979289000"],
        ["origin", "sourced"],
        ["sources[]", "HrFlow.ai"],
        ["postings[]", "posting-1"],
        ["resumeFile", { name: "Ada, résumé.pdf", type: "application/pdf", bytes: [...bytes] }],
      ],
      createUrl("parse=true&perform_as_posting_owner=true"),
    ),
  ]);
  expect(result).toEqual(delivered());
});

test("nested fields of a user's format stand in brackets, several e-mails repeat their part", async () => {
  const { sent } = await push(
    { [fileRoute]: pdf, [profileRoute]: profile(), [createRoute]: created() },
    byApiKey,
    {},
    {
      actionParameters: {
        format: () => ({
          emails: ["a@example.com", "b@example.com"],
          archived: { reason: "r1", archivedAt: 5 },
          createdAt: 4,
          resume: { url: address },
        }),
      },
    },
  );

  expect(sent[2]?.body).toEqual([
    ["emails[]", "a@example.com"],
    ["emails[]", "b@example.com"],
    ["archived[reason]", "r1"],
    ["archived[archivedAt]", "5"],
    ["createdAt", "4"],
    ["resumeFile", { name: "resume.pdf", type: "application/pdf", bytes: [...bytes] }],
  ]);
});

const resumeForm = [
  ["name", "Ada Example"],
  ["phones[][type]", "mobile"],
  ["phones[][value]", "+33600000000"],
  ["emails[]", "ada@example.com"],
  ["createdAt", "1714979289000"],
  ["origin", "sourced"],
  ["sources[]", "HrFlow.ai"],
  ["resumeFile", { name: "ada.pdf", type: "application/pdf", bytes: [...bytes] }],
];

test("a redirect to another public host is followed, without a credential", async () => {
  const { result, sent } = await push({
    [profileRoute]: withFile(),
    [fileRoute]: empty(302, { location: "https://cdn.example.org/ada" }),
    "GET https://cdn.example.org/ada": pdf,
    [createRoute]: created(),
  });

  expect(sent).toEqual([
    profileRequest,
    download,
    { ...download, url: "https://cdn.example.org/ada" },
    multipart(resumeForm),
  ]);
  expect(result).toEqual(delivered());
});

const beginning = (text: string) => new TextEncoder().encode(text);
const odt = "application/vnd.oasis.opendocument.text";

test.each([
  ["odt", odt, beginning(`PK\u0003\u0004${"\0".repeat(26)}mimetype${odt}PK`)],
  ["rtf", "application/rtf", beginning("{\\rtf1 Ada}")],
])("an %s goes as a plain file, after the create", async (extension, type, bytes) => {
  const filesRoute = `POST ${production}/opportunities/opportunity-1/files`;
  const { result, sent } = await push({
    [profileRoute]: withFile({ extension: `.${extension}` }),
    [fileRoute]: file(bytes, type),
    [createRoute]: created(),
    [filesRoute]: json({ data: { id: "file-1" } }, 201),
  });

  expect(sent).toEqual([
    profileRequest,
    download,
    plain,
    multipart(
      [["file", { name: `ada.${extension}`, type, bytes: [...bytes] }]],
      `${production}/opportunities/opportunity-1/files?perform_as=user-1`,
    ),
  ]);
  expect(result).toEqual(delivered());
});

test.each([
  ["says nothing of it", "application/octet-stream"],
  ["takes it for a page", "text/html"],
])("a resume that only its bytes tell of is taken as one, where the server %s", async (_, type) => {
  const { result, sent } = await push({
    [profileRoute]: profile({ attachments: [{ type: "resume", public_url: "https://files.example.com/get.php?f=1" }] }),
    "GET https://files.example.com/get.php": file(bytes, type),
    [createRoute]: created(),
  });

  expect(sent.at(-1)?.body).toContainEqual([
    "resumeFile",
    { name: "resume.pdf", type: "application/pdf", bytes: [...bytes] },
  ]);
  expect(result).toEqual(delivered());
});

test("a page of HTML is a resume where its name says so", async () => {
  const { sent } = await push({
    [profileRoute]: withFile({ extension: ".html" }),
    [fileRoute]: text("<html>Ada</html>"),
    [createRoute]: created(),
    [`POST ${production}/opportunities/opportunity-1/files`]: json({ data: { id: "file-1" } }, 201),
  });

  expect(sent.at(-1)?.body).toEqual([
    ["file", { name: "ada.html", type: "text/html", bytes: [...beginning("<html>Ada</html>")] }],
  ]);
});

test("a plain file that Lever refuses is a warning", async () => {
  const { result } = await push({
    [profileRoute]: withFile({ extension: ".odt" }),
    [fileRoute]: pdf,
    [createRoute]: created(),
    [`POST ${production}/opportunities/opportunity-1/files`]: refused(403, "Forbidden", "No scope."),
  });

  expect(result).toEqual(
    delivered([
      `the resume is of a type that Lever does not parse, and was not taken as a file: POST ${production}/opportunities/opportunity-1/files?perform_as=user-1 answered 403: Forbidden: No scope.`,
    ]),
  );
});

test.each<[string, Answer, string]>([
  ["404", empty(404), `GET ${shown} answered 404: no file`],
  ["an empty file", empty(200), `GET ${shown} answered an empty file`],
  [
    "a redirect to a private address",
    empty(302, { location: "http://169.254.169.254/latest/meta-data" }),
    "the address of the file is of a private or special network",
  ],
  [
    "a page to sign in at",
    text("<!DOCTYPE html><title>Sign in</title>"),
    `GET ${shown} answered an HTML page in place of the file, as a link does that has ended or wants a login`,
  ],
  [
    "an error in XML",
    text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 200, "application/xml"),
    `GET ${shown} answered an XML error document in place of the file, as a link does that has ended or wants a login`,
  ],
  ["a redirect without end", empty(302, { location: address }), `GET ${shown} redirects more than 5 times`],
  [
    "a file that says it is too large",
    () => new Response("x", { headers: { "content-length": "31457281" } }),
    `GET ${shown} answered more than 31457280 bytes`,
  ],
  [
    "a file that is too large",
    file(new Uint8Array(30 * 1024 * 1024 + 1), "application/pdf"),
    `GET ${shown} answered more than 31457280 bytes`,
  ],
])("a download that fails costs the resume, not the person: %s", async (_, answer, why) => {
  const { result, sent } = await push({
    [profileRoute]: withFile(),
    [fileRoute]: answer,
    [createRoute]: created(),
  });

  expect(sent.at(-1)).toEqual(plain);
  for (const { url } of sent) expect(url).not.toContain("169.254");
  expect(result).toEqual(delivered([`the resume was not sent: ${why}`]));
});

test("a download that hangs ends, and costs the resume alone", async () => {
  stopTime();
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { result, sent } = await push({
    [profileRoute]: withFile(),
    [fileRoute]: hang(() => vi.advanceTimersByTime(30_000)),
    [createRoute]: created(),
  });

  expect(sent.at(-1)).toEqual(plain);
  expect(result).toEqual(delivered([`the resume was not sent: GET ${shown} did not answer within 30 s`]));
});

test.each([
  "http://localhost/cv.pdf",
  "http://127.0.0.1/cv.pdf",
  "http://2130706433/cv.pdf",
  "http://10.0.0.1/cv.pdf",
  "http://192.168.1.1/cv.pdf",
  "http://100.64.0.1/cv.pdf",
  "http://169.254.169.254/cv.pdf",
  "http://[::1]/cv.pdf",
  "http://[::ffff:127.0.0.1]/cv.pdf",
  "http://[fd00::1]/cv.pdf",
  "http://[64:ff9b::a00:1]/cv.pdf",
  "http://intranet/cv.pdf",
])("an address that is not public is never requested nor handed on: %s", async (public_url) => {
  const { result, sent } = await push({ [profileRoute]: withFile({ public_url }), [createRoute]: created() });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(
    delivered(["the resume was not sent: the address of the file is of a private or special network"]),
  );
});

test("a name that leads to a private network is never requested nor handed on", async () => {
  const resolveHost = async () => ["10.0.0.1"];
  const answers = { [profileRoute]: withFile(), [createRoute]: created() };
  const { result, sent } = await push(answers, byApiKey, { resolveHost });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(
    delivered([
      "the resume was not sent: the address of the file has a name that leads to a private or special network",
    ]),
  );
});

test.each([
  ["https://ada:pw@files.example.com/cv.pdf", "holds a user name or password"],
  ["file:///etc/passwd", "is not of http or https"],
  ["cv.pdf", "is no URL"],
])("an address that is no plain web address is never requested: %s", async (public_url, why) => {
  const { result, sent } = await push({ [profileRoute]: withFile({ public_url }), [createRoute]: created() });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(delivered([`the resume was not sent: the address of the file ${why}`]));
});
