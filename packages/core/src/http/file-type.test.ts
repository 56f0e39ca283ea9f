import { describe, expect, it } from "vitest";
import { storedZip } from "../__fixtures__/stored-zip";
import { contentTypeOf, isErrorDocument } from "./file-type";

const text = (value: string) => new TextEncoder().encode(value);
const raw = (...bytes: number[]) => new Uint8Array([...bytes, 0, 0, 0, 0, 0, 0, 0, 0]);
const utf16 = (value: string) => new Uint8Array([0xff, 0xfe, ...[...value].flatMap((one) => [one.charCodeAt(0), 0])]);
const far = "x".repeat(100_000);

const pdf = text("%PDF-1.4\n%âãÏÓ");
const ole = raw(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
const docx = storedZip({ "[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>" });
const odt = storedZip({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml": "<office/>" });

const wordPage = text(
  '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="urn:schemas-microsoft-com:office:word"><body>Ada',
);
const wordXml = text(
  '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">',
);

const types = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  odt: "application/vnd.oasis.opendocument.text",
  rtf: "application/rtf",
};

const known: [string, Uint8Array, string][] = [
  ["PDF", pdf, types.pdf],
  ["PDF after some bytes", text("\r\n\r\n%PDF-1.7\nx"), types.pdf],
  ["RTF", text("{\\rtf1\\ansi Ada}"), types.rtf],
  ["PNG", raw(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "image/png"],
  ["JPEG", raw(0xff, 0xd8, 0xff, 0xe0), "image/jpeg"],
  ["GIF", text("GIF89a\0"), "image/gif"],
  ["TIFF", raw(0x49, 0x49, 0x2a, 0x00), "image/tiff"],
  ["TIFF in the other byte order", raw(0x4d, 0x4d, 0x00, 0x2a), "image/tiff"],
  ["BMP", raw(0x42, 0x4d, 1, 2, 0, 0), "image/bmp"],
  ["DOC", ole, types.doc],
  ["DOCX", docx, types.docx],
  [
    "DOCX whose main part is listed at its end",
    storedZip({ "[Content_Types].xml": far, "word/document.xml": "" }),
    types.docx,
  ],
  ["DOCX of Word for the web", storedZip({ "_rels/.rels": "", "word/document2.xml": "" }), types.docx],
  ["PPTX", storedZip({ "[Content_Types].xml": "", "ppt/presentation.xml": "" }), types.pptx],
  ["XLSX", storedZip({ "[Content_Types].xml": "", "xl/workbook.xml": "" }), types.xlsx],
  ["ODT", odt, types.odt],
  ["ODT that contains a Word file", storedZip({ mimetype: types.odt, "word/document.xml": "" }), types.odt],
  ["a ZIP of other files", storedZip({ "cv/ada.txt": "Ada" }), "application/zip"],
  ["text", text("Ada Example\nAnalyst, £5, Zoë"), "text/plain"],
  ["text that begins like a picture", text("BMW, Munich: engineer"), "text/plain"],
  ["text in UTF-16", utf16("Ada Example"), "text/plain"],
];

describe.each([
  ["no type", undefined],
  ["a generic type", "application/octet-stream"],
  ["a wrong type", "image/x-icon"],
])("with %s from the server", (_, named) => {
  it.each(known)("the bytes show %s", (_name, bytes, type) => {
    expect(contentTypeOf(bytes, named)).toBe(type);
  });
});

it.each([
  ["an HTML page", "text/html", "application/pdf", "text/html", text("<p>cv</p>")],
  ["PDF", "text/html", undefined, types.pdf, pdf],
  ["DOCX", "application/zip", "application/zip", types.docx, docx],
  ["DOC", "application/vnd.ms-excel", types.doc, "application/vnd.ms-excel", ole],
  ["DOC", "application/octet-stream", "application/vnd.ms-powerpoint", "application/vnd.ms-powerpoint", ole],
  ["DOC", types.pdf, types.docx, types.doc, ole],
  ["a bare ZIP", types.docx, undefined, types.docx, storedZip({ a: "" })],
  ["a bare ZIP", "binary/octet-stream", types.odt, types.odt, storedZip({ a: "" })],
  ["a bare ZIP", types.pdf, "image/png", "application/zip", storedZip({ a: "" })],
  ["text", "text/csv", "text/plain", "text/csv", text("a;b")],
  ["text", "application/json", undefined, "application/json", text("{}")],
  ["text", types.pdf, undefined, "text/plain", text("Ada")],
  ["text", types.doc, types.docx, "text/plain", text("Ada")],
  ["text", "application/x-tex", undefined, "application/x-tex", text("\\\\documentclass")],
  ["WebP", "application/octet-stream", undefined, "image/webp", text("RIFF1234WEBPVP8 ")],
  ["Word's page", types.doc, undefined, types.doc, wordPage],
  ["Word's page", "application/octet-stream", types.doc, types.doc, wordPage],
  ["Word's page", "text/html", types.doc, types.doc, wordPage],
  ["Word's page", "text/html", undefined, "text/html", wordPage],
  ["Word's XML", "application/xml", types.doc, types.doc, wordXml],
  ["a page", types.doc, types.doc, "text/html", text("<html><body>Sign in to Word")],
  ["text", "binary/octet-stream", types.pdf, "text/plain", text("Ada")],
  ["unknown bytes", "application/wordperfect", types.pdf, "application/wordperfect", raw(1, 2)],
  ["unknown bytes", undefined, types.pdf, "application/octet-stream", raw(1, 2)],
  ["unknown bytes", "text/plain", undefined, "application/octet-stream", raw(1, 2)],
])("%s, with %s from the server and %s from the name, is %s", (_, named, ofExtension, type, bytes) => {
  expect(contentTypeOf(bytes, named, ofExtension)).toBe(type);
});

describe("an HTML page", () => {
  it.each([
    "<!DOCTYPE html><title>Sign in</title>",
    '<!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">',
    "\n\t <HTML lang=en>",
    "<html>",
    "<!-- build 7 --><!-- <x> -->\n<html>",
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
    "\ufeff<head>",
    "<script>location='/login'</script>",
    "<h1>Please wait</h1>",
    `<!-- ${"x".repeat(5_000)}`,
  ])("is recognized by its beginning, whatever the server says: %s", (page) => {
    for (const named of [undefined, "application/pdf", "text/plain"]) {
      expect(contentTypeOf(text(page), named)).toBe("text/html");
    }
  });

  it("is recognized in UTF-16", () => {
    expect(contentTypeOf(utf16("<html><body>Sign in"))).toBe("text/html");
  });

  it.each([
    ["Wait a moment<br>", "text/html"],
    ["Wait a moment, <ada@example.com>", "text/plain"],
    ["Ada Example, analyst", "text/plain"],
  ])("has a tag in it if only the server says that it is one: %s", (page, type) => {
    expect(contentTypeOf(text(page), "text/html")).toBe(type);
  });

  it.each(["Ada <b>Example</b>", "<Ada@example.com>", "I <3 code", "<heading>"])("is not %s", (value) => {
    expect(contentTypeOf(text(value))).toBe("text/plain");
  });
});

describe("an error document", () => {
  it.each([
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
    "<Error><Message>no</Message></Error>",
    '\ufeff<?xml version="1.0"?><Error xmlns="urn:x"><Code>AuthenticationFailed</Code></Error>',
  ])("is %s", (value) => {
    expect(isErrorDocument(text(value))).toBe(true);
  });

  it.each(["<Resume><Error><Code>1</Code></Error></Resume>", "<Errors><Code/></Errors>", "Error", "<Error/>"])(
    "is not %s",
    (value) => {
      expect(isErrorDocument(text(value))).toBe(false);
    },
  );
});
