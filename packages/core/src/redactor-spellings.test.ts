import { describe, expect, it } from "vitest";
import { growthOf } from "./__fixtures__/growth";
import { createRedactor } from "./redactor";

const secret = "pä\"ss/w+rd one\\<&'é=\n-_~.\u{1f600}";
const { text, data } = createRedactor([secret]);

const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
const inForm = (value: string) => new URLSearchParams({ a: value }).toString().slice(2);
const inHtml = (value: string) =>
  value.replace(
    /[&<>"']/g,
    (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[char] ?? "",
  );
const unicode = (value: string, digits = (hex: string) => hex) =>
  value.replace(/[^ !#-&(-;=?-~]/g, (unit) => `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, "0"))}`);
const references = (value: string, format: (codePoint: number) => string) =>
  Array.from(value, (char) => `&#${format(char.codePointAt(0) ?? 0)};`).join("");
const everyByte = (value: string) =>
  Array.from(new TextEncoder().encode(value), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
const lowerCase = (value: string) => value.replace(/%../g, (escaped) => escaped.toLowerCase());
const upperCase = (hex: string) => hex.toUpperCase();
const bytes = Buffer.from(secret);

describe("a secret is redacted", () => {
  it.each([
    ["as it is", secret],
    ["URL-encoded", encodeURIComponent(secret)],
    ["URL-encoded in lower case", lowerCase(encodeURIComponent(secret))],
    ["URL-encoded twice", encodeURIComponent(encodeURIComponent(secret))],
    [
      "URL-encoded three times, in lower case",
      lowerCase(encodeURIComponent(encodeURIComponent(encodeURIComponent(secret)))),
    ],
    ["URL-encoded in each byte", everyByte(secret)],
    ["as a path encodes it", encodeURI(secret)],
    ["as a form encodes it", inForm(secret)],
    ["as a form encodes it, in lower case", lowerCase(inForm(secret))],
    ["as a form encodes it, and then a URL", encodeURIComponent(inForm(secret))],
    ["in JSON", inJson(secret)],
    ["in JSON within JSON", inJson(inJson(secret))],
    ["in JSON within JSON within JSON", inJson(inJson(inJson(secret)))],
    ["in JSON with escaped slashes", inJson(secret).replaceAll("/", "\\/")],
    ["in JSON of ASCII alone", unicode(inJson(secret))],
    ["in JSON with all special characters escaped", unicode(secret)],
    ["in JSON with escapes in upper case", unicode(secret, upperCase)],
    ["in JSON with escapes within JSON", inJson(unicode(secret))],
    ["in HTML", inHtml(secret)],
    ["in HTML within HTML", inHtml(inHtml(secret))],
    [
      "in HTML by names",
      secret.replaceAll("&", "&amp;").replaceAll("/", "&sol;").replaceAll("'", "&apos;").replaceAll("+", "&plus;"),
    ],
    ["in decimal references", references(secret, String)],
    ["in hexadecimal references", references(secret, (codePoint) => `x${codePoint.toString(16)}`)],
    [
      "in hexadecimal references of upper case, padded",
      references(secret, (codePoint) => `X00${codePoint.toString(16).toUpperCase()}`),
    ],
    ["in HTML within JSON", inJson(inHtml(secret))],
    ["in HTML that JSON escapes", unicode(inHtml(secret)).replaceAll("&", "\\u0026")],
    ["in hexadecimal", bytes.toString("hex")],
    ["in hexadecimal of upper case", bytes.toString("hex").toUpperCase()],
    ["in base64url", bytes.toString("base64url")],
    ["in base64, URL-encoded", encodeURIComponent(bytes.toString("base64").replace(/=+$/, ""))],
  ])("%s", (_, spelling) => {
    expect(text(`before ${spelling} after ${spelling}.`)).toBe("before [redacted] after [redacted].");
  });

  it.each(["", "a", "id", "name"])("in base64url beside %j", (before) => {
    const key = "s3cret?>of~many-characters";
    const shown = createRedactor([key]).text(Buffer.from(`${before}:${key}`).toString("base64url"));
    expect(shown).toContain("[redacted]");
    expect(Buffer.from(shown.replace("[redacted]", ""), "base64url").toString()).not.toContain(key.slice(5, 15));
  });

  it("in the other case, as a vendor shows an id", () => {
    const id = "1F0E9ab2-77C4-4b1d";
    const { text: redact } = createRedactor([id]);
    expect(redact(`${id.toLowerCase()} ${id.toUpperCase()}`)).toBe("[redacted] [redacted]");
  });

  it("only as it is written, where it is a short word", () => {
    expect(createRedactor(["Open"]).text("Open the open OPEN")).toBe("[redacted] the open OPEN");
  });

  it("if it contains half of a surrogate pair", () => {
    const half = createRedactor(["ab\ud800cd-efg"]);
    expect(half.text(`${JSON.stringify("ab\ud800cd-efg")} ab\ud800cd-efg ab\ufffdcd-efg ab%EF%BF%BDcd-efg`)).toBe(
      '"[redacted]" [redacted] [redacted] [redacted]',
    );
  });

  it("if it is as long as a private key", () => {
    const key = Buffer.from(Array.from({ length: 1_200 }, (_, index) => (index * 7919) % 251))
      .toString("base64")
      .replace(/(.{64})/g, "$1\n");
    const huge = key.repeat(100);
    expect(createRedactor([key]).text(`x ${inJson(key)} y`)).toBe("x [redacted] y");
    expect(createRedactor([huge]).text(`x ${huge} y`)).toBe("x [redacted] y");
  });
});

it("takes time in proportion to the length, also of secrets and texts that consist of backslashes", () => {
  const redactor = createRedactor([
    ...Array.from({ length: 20 }, (_, index) => `secret/${index}+value`),
    `${"\\".repeat(30)}"x`,
  ]);
  for (const piece of ['A person\'s "resume" & notes: 100% \\o/ &#233; ', "\\"]) {
    const growth = growthOf((count) => {
      const text = piece.repeat(count);
      expect(redactor.text(text)).toBe(text);
    }, 100);
    expect(growth, piece).toBeLessThan(100);
  }
});

describe("data", () => {
  it("keeps its keys, also those that contain a secret", () => {
    const { data: redact } = createRedactor(["status", "kept"]);
    const record = { status: "done", kept: { id: "7", note: "kept" }, steps: { status: "status" } };
    expect(redact(record)).toEqual({
      status: "done",
      kept: { id: "7", note: "[redacted]" },
      steps: { status: "[redacted]" },
    });
  });

  it("that cannot be read is replaced, and the rest stays", () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const hostile = {
      get broken() {
        throw new Error("no");
      },
    };
    const self: { self?: unknown } = {};
    self.self = self;
    const unfriendly = {
      toJSON() {
        throw new Error("no");
      },
    };
    expect(data({ a: secret, hostile, revoked: revoked.proxy, unfriendly, self, list: [revoked.proxy, 1] })).toEqual({
      a: "[redacted]",
      hostile: "[unreadable]",
      revoked: "[unreadable]",
      unfriendly: "[unreadable]",
      self: { self: "[circular]" },
      list: ["[unreadable]", 1],
    });
  });

  it("of any depth does no harm", () => {
    let deep: unknown = secret;
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(JSON.stringify((data({ deep, beside: 1 }) as { beside: number }).beside)).toBe("1");
  });

  it("names an error whose message cannot be read", () => {
    const error = new TypeError("text");
    Object.defineProperty(error, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(data({ error })).toEqual({ error: { name: "TypeError", message: "TypeError" } });
  });
});
