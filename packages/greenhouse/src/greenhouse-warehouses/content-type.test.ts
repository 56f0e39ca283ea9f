import { expect, it } from "vitest";
import { acceptedContentType } from "./content-type";

it.each([
  ["cv.pdf", "application/pdf", "application/pdf"],
  ["cv.pdf", "application/octet-stream", "application/pdf"],
  ["cv.DOCX", "binary/octet-stream", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["cv", "Image/PNG", "image/png"],
])("names %s of %s as %s", (filename, contentType, expected) => {
  expect(acceptedContentType(filename, contentType)).toBe(expected);
});

it.each([
  ["cv.rtf", "application/rtf"],
  ["cv.odt", "application/octet-stream"],
  ["cv", "multipart/form-data"],
])("refuses %s of %s", (filename, contentType) => {
  expect(() => acceptedContentType(filename, contentType)).toThrow(contentType);
});
