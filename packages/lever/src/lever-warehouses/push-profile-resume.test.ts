import { empty, file, hang, json, type Responder, runResult, stopTime, text } from "@hrflow-connectors/testing/vitest";
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

const shownUrl = "https://files.example.com/cv/ada.pdf";
const resumeUrl = `${shownUrl}?signature=x`;
const fileRoute = "GET https://files.example.com/cv/ada.pdf";
const bytes = new Uint8Array([37, 80, 68, 70, 0, 255, 13, 10]);
const pdf = file(bytes, "application/pdf");
const authorization = `Basic ${btoa("lever-api-key-1:")}`;

const withFile = (attachment: object = {}) =>
  profile({
    attachments: [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension: ".pdf", ...attachment }],
  });
const download = { method: "GET", url: resumeUrl, headers: { accept: "*/*", "user-agent": userAgent } };
const createUrl = (flags = "parse=false&perform_as_posting_owner=false") =>
  `${production}/opportunities?perform_as=user-1&${flags}`;
const multipart = (body: unknown[], url = createUrl()) => ({
  method: "POST",
  url,
  headers: {
    authorization,
    "content-type": "multipart/form-data",
    accept: "application/json",
    "user-agent": userAgent,
  },
  body,
});
const plain = {
  method: "POST",
  url: createUrl(),
  headers: { authorization, "content-type": "application/json", accept: "application/json", "user-agent": userAgent },
  body: opportunity,
};
const delivered = (warnings?: string[], more: { pending?: true } = {}) =>
  runResult({
    status: "success",
    reason: "",
    events: { read_success: 1, write_success: 1 },
    receipts: [receipt("opportunity-1", { ...(warnings ? { warnings } : {}), ...more })],
  });

afterEach(() => vi.useRealTimers());

test("downloads the resume and sends it with the create, every field in its own part", async () => {
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
    attachments: [{ type: "resume", public_url: resumeUrl, original_file_name: "Ada, résumé", extension: ".pdf" }],
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

test("spells nested fields of a user's format with brackets, and repeats the part of several e-mails", async () => {
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
          resume: { url: resumeUrl },
        }),
      },
    },
  );

  expect(sent[2]?.body).toEqual([
    ["emails[]", "a@example.com"],
    ["emails[]", "b@example.com"],
    ["archived[reason]", "r1"],
    ["archived[archivedAt]", "5"],
    ["createdAt", "0"],
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

test("follows a redirect to another public host, without a credential", async () => {
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
])("adds an %s as a plain file, after the create", async (extension, type, bytes) => {
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
  ["does not name the type", "application/octet-stream"],
  ["names it a page", "text/html"],
])("recognizes a resume by its bytes if the server %s", async (_, type) => {
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

test.each([
  ["Ada CV v2.0", bytes, "Ada CV v2.0.pdf", "application/pdf"],
  ["ada.lee", bytes, "ada.lee.pdf", "application/pdf"],
  ["cv.jfif", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), "cv.jpg", "image/jpeg"],
  ["cv.doc", beginning('<html xmlns:w="urn:schemas-microsoft-com:office:word">Ada'), "cv.doc", "application/msword"],
])("sends a file named %s as a resume, with an extension that Lever knows", async (fileName, content, name, type) => {
  const { result, sent } = await push({
    [profileRoute]: withFile({ file_name: fileName, extension: null }),
    [fileRoute]: file(content, "application/octet-stream"),
    [createRoute]: created(),
  });

  expect(sent.at(-1)?.body).toContainEqual(["resumeFile", { name, type, bytes: [...content] }]);
  expect(result).toEqual(delivered());
});

test("accepts an HTML page as a resume if its name says so", async () => {
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

test("warns of a plain file that Lever refuses", async () => {
  const { result } = await push({
    [profileRoute]: withFile({ extension: ".odt" }),
    [fileRoute]: pdf,
    [createRoute]: created(),
    [`POST ${production}/opportunities/opportunity-1/files`]: refused(403, "Forbidden", "No scope."),
  });

  expect(result).toEqual(
    delivered([
      `resume file of opportunity-1 was not added: POST ${production}/opportunities/opportunity-1/files responded with 403: Forbidden: No scope.`,
    ]),
  );
});

test.each<[string, Responder, string]>([
  ["404", empty(404), `GET ${shownUrl} responded with 404: no file`],
  ["an empty file", empty(200), `GET ${shownUrl} responded with an empty file`],
  [
    "a redirect to a private address",
    empty(302, { location: "http://169.254.169.254/latest/meta-data" }),
    "the URL of the file leads to a private or special network",
  ],
  [
    "a login page",
    text("<!DOCTYPE html><title>Sign in</title>"),
    `GET ${shownUrl} responded with an HTML page in place of the file, as an expired link or one that needs a login does`,
  ],
  [
    "an error in XML",
    text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 200, "application/xml"),
    `GET ${shownUrl} responded with an XML error document in place of the file, as an expired link or one that needs a login does`,
  ],
  [
    "an error in JSON",
    text('{"error":"link expired"}', 200, "application/json"),
    `GET ${shownUrl} responded with a JSON document in place of the file, as an expired link or one that needs a login does`,
  ],
  [
    "an error in text",
    text("Not found", 200, "application/pdf"),
    `GET ${shownUrl} responded with plain text in place of the file, as an expired link or one that needs a login does`,
  ],
  ["an endless redirect", empty(302, { location: resumeUrl }), `GET ${shownUrl} redirects more than 5 times`],
  [
    "a file whose declared size is too large",
    () => new Response("x", { headers: { "content-length": "31457281" } }),
    `GET ${shownUrl} responded with more than 31457280 bytes`,
  ],
  [
    "a file that is too large",
    file(new Uint8Array(30 * 1024 * 1024 + 1), "application/pdf"),
    `GET ${shownUrl} responded with more than 31457280 bytes`,
  ],
])("creates the opportunity without the resume if the download fails: %s", async (_, response, why) => {
  const { result, sent } = await push({
    [profileRoute]: withFile(),
    [fileRoute]: response,
    [createRoute]: created(),
  });

  expect(sent.at(-1)).toEqual(plain);
  for (const { url } of sent) expect(url).not.toContain("169.254");
  expect(result).toEqual(delivered([`the resume was not sent: ${why}`]));
});

test("ends a download that hangs, and creates the opportunity without the resume", async () => {
  stopTime();
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { result, sent } = await push({
    [profileRoute]: withFile(),
    [fileRoute]: hang(() => vi.advanceTimersByTime(30_000)),
    [createRoute]: created(),
  });

  expect(sent.at(-1)).toEqual(plain);
  expect(result).toEqual(
    delivered([`resume file of opportunity-1 was not added: GET ${shownUrl} did not respond within 30 s`], {
      pending: true,
    }),
  );
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
])("neither requests nor passes on a URL that is not public: %s", async (public_url) => {
  const { result, sent } = await push({ [profileRoute]: withFile({ public_url }), [createRoute]: created() });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(
    delivered(["the resume was not sent: the URL of the file leads to a private or special network"]),
  );
});

test("neither requests nor passes on a host name that leads to a private network", async () => {
  const resolveHost = async () => ["10.0.0.1"];
  const responses = { [profileRoute]: withFile(), [createRoute]: created() };
  const { result, sent } = await push(responses, byApiKey, { resolveHost });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(
    delivered(["the resume was not sent: the host of the file's URL leads to a private or special network"]),
  );
});

test.each([
  ["https://ada:pw@files.example.com/cv.pdf", "contains a user name or password"],
  ["file:///etc/passwd", "does not start with http or https"],
  ["cv.pdf", "is not a URL"],
])("never requests anything but a plain web URL: %s", async (public_url, why) => {
  const { result, sent } = await push({ [profileRoute]: withFile({ public_url }), [createRoute]: created() });

  expect(sent).toEqual([profileRequest, plain]);
  expect(result).toEqual(delivered([`the resume was not sent: the URL of the file ${why}`]));
});
