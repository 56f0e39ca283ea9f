/**
 * The types of files that Harvest v1 takes.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-attachment
 */
export const v1ContentTypes = [
  "application/atom+xml",
  "application/javascript",
  "application/json",
  "application/msgpack",
  "application/msword",
  "application/pdf",
  "application/rss+xml",
  "application/vnd.ms-excel",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.ms-powerpoint",
  "application/xml",
  "application/x-www-form-urlencoded",
  "application/x-yaml",
  "application/zip",
  "multipart/form-data",
  "image/bmp",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/tiff",
  "text/calendar",
  "text/css",
  "text/csv",
  "text/html",
  "text/javascript",
  "text/plain",
  "text/vcard",
  "video/mpeg",
];
