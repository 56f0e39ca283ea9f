import { expect, it } from "vitest";
import { extensionOf, fileNameFor } from "./media-type";

const pdf = "application/pdf";

it.each([
  ["its own name", "Ada.docx", { url: "https://x.example/cv.pdf", fileName: "Ada.docx", contentType: pdf }],
  ["its address", "Ada.pdf", { url: "https://x.example/a/cv.PDF?b=c.txt#d", fileName: "Ada" }],
  ["its address, before its type", "Ada.doc", { url: "https://x.example/cv.doc", fileName: "Ada", contentType: pdf }],
  ["its type", "Ada.pdf", { url: "https://x.example/f/1", fileName: "Ada", contentType: pdf }],
  [
    "its type, when the address ends as a program is called",
    "Ada.pdf",
    { url: "https://x.example/get.php?f=1", fileName: "Ada", contentType: pdf },
  ],
  ["nothing yet, for such an address", "Ada", { url: "https://x.example/get.aspx", fileName: "Ada" }],
  [
    "its address, where its type tells none",
    "Ada.pages",
    { url: "https://x.example/cv.pages", fileName: "Ada", contentType: "application/zip" },
  ],
  ["nothing", "resume", { url: "https://x.example/", contentType: "application/octet-stream" }],
])("a file has the extension of %s: %s", (_, name, file) => {
  expect(fileNameFor(file)).toBe(name);
});

it("a file's name holds no path", () => {
  expect(fileNameFor({ url: "https://x.example/", fileName: '../a"b\\c.pdf' })).toBe(".._a_b_c.pdf");
});

it.each([
  ["https://x.example.com", undefined],
  ["https://x.example/.pdf", undefined],
  ["cv.tar.gz", "gz"],
  ["Dr. Ada", undefined],
])("the extension of %s is %s", (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});
