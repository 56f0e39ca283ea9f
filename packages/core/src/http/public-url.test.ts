import { describe, expect, it } from "vitest";
import { createRecordingFetch, createTestHttp } from "../__fixtures__/recording-fetch";
import { checkPublicUrl } from "./public-url";

const refused = [
  "file:///etc/passwd",
  "ftp://files.example/cv.pdf",
  "data:text/plain,hello",
  "javascript:alert(1)",
  "/relative/cv.pdf",
  "not a URL",
  "",
  "https://user@files.example/cv.pdf",
  "https://user:password@files.example/cv.pdf",
  "http://localhost/",
  "http://LOCALHOST./",
  "http://localhost../",
  "http://app.localhost/",
  "http://127.0.0.1/",
  "http://127.1/",
  "http://127.0.0.1./",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://017700000001/",
  "http://0/",
  "http://0.0.0.0/",
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://172.31.255.254/",
  "http://192.168.1.1/",
  "http://169.254.169.254/latest/meta-data",
  "http://100.64.0.1/",
  "http://100.127.255.254/",
  "http://192.0.0.1/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[::1]/",
  "http://[::]/",
  "http://[fc00::1]/",
  "http://[fd12:3456::1]/",
  "http://[fe80::1]/",
  "http://[fec0::1]/",
  "http://[ff02::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:a00:1]/",
  "http://[::127.0.0.1]/",
  "http://[::ffff:0:127.0.0.1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[64:ff9b:1::1]/",
  "http://[2002:7f00:1::]/",
  "http://[2001:0:1::]/",
  "http://[2001:db8::1]/",
  "http://[100::1]/",
  "http://[4000::1]/",
  "http://intranet/",
  "http://printer.local/",
  "http://metadata.google.internal/",
  "http://nas.home.arpa/",
  "http://router.lan/",
];

describe("a URL from data", () => {
  it.each(refused)("is refused: %s", async (url) => {
    expect(() => checkPublicUrl(url)).toThrow(expect.objectContaining({ name: "InputError", code: "unsafe_url" }));
    const { fetch, requests } = createRecordingFetch(new Response("file"));
    await expect(createTestHttp(fetch).http.download({ url })).rejects.toMatchObject({ code: "unsafe_url" });
    expect(requests).toEqual([]);
  });

  it.each([
    "https://files.example/cv.pdf?signature=1#page",
    "http://8.8.8.8/cv.pdf",
    "http://172.32.0.1/",
    "http://100.128.0.1/",
    "http://[2606:4700::1111]/cv.pdf",
    "https://files.local.example.com/",
    "https://localhost.example.com/",
    "https://files.example:8443/cv.pdf",
  ])("is accepted: %s", (url) => {
    expect(checkPublicUrl(url).href).toBe(url);
  });

  it("is not repeated in the error: it may contain a password", () => {
    expect(() => checkPublicUrl("https://user:hunter22@files.example/")).toThrow(/^(?!.*hunter22)/);
  });
});
