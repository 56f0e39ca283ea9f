import { expect, it } from "vitest";
import { base64Of, basicAuthorization, extensionOf, fileNameFor, mediaTypeOf, toBase64 } from "./files";

it.each([0, 1, 2, 3, 24_575, 24_576, 24_577, 100_000])("encodes %i bytes as other encoders do", (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});

it("encodes a file", async () => {
  expect(await base64Of(new File(["%PDF-1.4 é"], "cv.pdf"))).toBe(Buffer.from("%PDF-1.4 é").toString("base64"));
  expect(await base64Of(new Blob([]))).toBe("");
});

it("encodes user names and passwords outside Latin 1 as UTF-8", () => {
  expect(basicAuthorization("ключ", "ä")).toBe(`Basic ${Buffer.from("ключ:ä").toString("base64")}`);
  expect(basicAuthorization("key")).toBe(`Basic ${Buffer.from("key:").toString("base64")}`);
});

const pdf = "application/pdf";

it.each([
  ["its own", "Ada.docx", { url: "https://x.example/cv.pdf", fileName: "Ada.docx", contentType: pdf }],
  ["that of its URL", "Ada.pdf", { url: "https://x.example/a/cv.PDF?b=c.txt#d", fileName: "Ada" }],
  [
    "that of its type, which the content shows, rather than its URL",
    "Ada.pdf",
    { url: "https://x.example/cv.doc", fileName: "Ada", contentType: pdf },
  ],
  [
    "not what follows a dot",
    "Ada CV v2.0.pdf",
    { url: "https://x.example/", fileName: "Ada CV v2.0", contentType: pdf },
  ],
  ["not a surname", "ada.lee.pdf", { url: "https://x.example/", fileName: "ada.lee", contentType: pdf }],
  ["not a number after it", "cv.pdf.1.pdf", { url: "https://x.example/", fileName: "cv.pdf.1", contentType: pdf }],
  [
    "the usual one of its type",
    "cv.jpg",
    { url: "https://x.example/", fileName: "cv.JFIF", contentType: "image/jpeg" },
  ],
  ["not a name of the language", "cv.constructor", { url: "https://x.example/", fileName: "cv.constructor" }],
  ["that of its type", "Ada.pdf", { url: "https://x.example/f/1", fileName: "Ada", contentType: pdf }],
  [
    "that of its type if the URL ends with a program's name",
    "Ada.pdf",
    { url: "https://x.example/get.php?f=1", fileName: "Ada", contentType: pdf },
  ],
  ["none if the type is unknown as well", "Ada", { url: "https://x.example/get.aspx", fileName: "Ada" }],
  [
    "that of its URL if its type has none",
    "Ada.pages",
    { url: "https://x.example/cv.pages", fileName: "Ada", contentType: "application/zip" },
  ],
  ["none if nothing tells", "resume", { url: "https://x.example/", contentType: "application/octet-stream" }],
])("gives a file the extension that fits, %s: %s", (_, name, file) => {
  expect(fileNameFor(file)).toBe(name);
});

it("keeps paths out of a file's name", () => {
  expect(fileNameFor({ url: "https://x.example/", fileName: '../a"b\\c.pdf' })).toBe(".._a_b_c.pdf");
});

it("keeps controls and invisible ends out of a file's name", () => {
  expect(fileNameFor({ url: "https://x.example/", fileName: "\u200bcv\0.pdf\u200e" })).toBe("cv.pdf");
  expect(fileNameFor({ url: "https://x.example/", fileName: "\u200b", contentType: pdf })).toBe("resume.pdf");
});

it.each(["jpg", "jpeg", "jfif", "jpe"])("knows .%s as an image", (extension) => {
  expect(mediaTypeOf(extension)).toBe("image/jpeg");
});

it.each([
  ["https://x.example.com", undefined],
  ["https://x.example/.pdf", undefined],
  ["cv.tar.gz", "gz"],
  ["Dr. Ada", undefined],
])("reads the extension of %s as %s", (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

it("encodes a part of a longer buffer, short or long", () => {
  const bytes = Uint8Array.from({ length: 3_000 }, (_, index) => index * 7);
  for (const [from, to] of [
    [0, 1_023],
    [0, 1_024],
    [1, 1_026],
    [5, 3_000],
  ]) {
    const part = bytes.subarray(from, to);
    expect(toBase64(part)).toBe(Buffer.from(part).toString("base64"));
  }
});
