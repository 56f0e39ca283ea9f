import { describe, expect, it } from "vitest";
import { basicAuthorization } from "./formats/files";
import { createRedactor } from "./redactor";

const secret = 'pä"ss/w+rd one\\';
const { text, data } = createRedactor([secret]);

describe("a secret is redacted in a text", () => {
  it.each([
    ["as it is", secret],
    ["URL-encoded", encodeURIComponent(secret)],
    ["as a form encodes it", new URLSearchParams({ a: secret }).toString().slice(2)],
    ["in JSON", JSON.stringify(secret).slice(1, -1)],
  ])("%s", (_, spelling) => {
    expect(text(`before ${spelling} after ${spelling}`)).toBe("before [redacted] after [redacted]");
  });

  it("in base64, with or without its padding", () => {
    const encoded = basicAuthorization(secret).replace(/^Basic /, "");
    const alone = Buffer.from(secret).toString("base64");
    expect(text(`a ${alone} b`)).not.toContain(alone.slice(2, -4));
    expect(text(`a ${encoded} b`)).not.toContain(encoded.slice(2, -6));
  });

  it.each(["", "a", "id", "name"])("as the password of a Basic header after %j", (userName) => {
    const key = "s3cret-of-some-length";
    const header = basicAuthorization(userName, key);
    const shown = createRedactor([key]).text(header);
    expect(shown).toContain("[redacted]");
    const left = shown.replace("Basic ", "").replace("[redacted]", " ");
    for (const part of left.split(" "))
      expect(Buffer.from(part, "base64").toString("latin1")).not.toContain(key.slice(3));
    expect(left.length).toBeLessThan(16);
  });

  it("completely, if it contains another secret", () => {
    expect(createRedactor(["token", "token-and-more"]).text("token-and-more token")).toBe("[redacted] [redacted]");
  });

  it("also without the blanks around it, which are trimmed before it is sent", () => {
    expect(createRedactor([" s3cret \n"]).text("bad s3cret")).toBe("bad [redacted]");
  });

  it("unless it is so short that it may be ordinary text", () => {
    expect(createRedactor(["abc", "  ", ""]).text("abc  def")).toBe("abc  def");
  });

  it("also if it is added later", () => {
    const redactor = createRedactor();
    expect(redactor.text("tokentoken")).toBe("tokentoken");
    redactor.add("tokentoken");
    expect(redactor.text("tokentoken")).toBe("[redacted]");
  });
});

describe("data", () => {
  it("is redacted at every depth, keys excepted, in a copy", () => {
    const given = { list: [{ [secret]: [secret, 1, null, true, undefined] }] };
    const copy = structuredClone(given);
    expect(data(given)).toEqual({ list: [{ [secret]: ["[redacted]", 1, null, true, undefined] }] });
    expect(given).toEqual(copy);
  });

  it("that contains itself is redacted", () => {
    const circular: { text: string; self?: object } = { text: secret };
    circular.self = circular;
    expect(data(circular)).toEqual({ text: "[redacted]", self: "[circular]" });
  });

  it("keeps the texts of errors, dates and URLs, redacted", () => {
    const error = Object.assign(new Error(`bad ${secret}`), { status: 401 });
    const at = new Date(Date.UTC(2026, 0, 1));
    expect(data({ error, at, url: new URL(`https://a.example/?k=${encodeURIComponent(secret)}`) })).toEqual({
      error: { name: "Error", message: "bad [redacted]", status: 401 },
      at: "2026-01-01T00:00:00.000Z",
      url: "https://a.example/?k=[redacted]",
    });
  });

  it("may contain the same object twice", () => {
    const shared = { a: 1 };
    expect(data([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("is redacted in the message of an error, which JSON does not show", () => {
    const redacted = data({ list: [{ error: new Error(`bad ${secret}`, { cause: secret }) }] });
    expect(JSON.stringify(redacted)).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(redacted.list[0]?.error).toMatchObject({ message: "bad [redacted]" });
  });

  it("as JSON is redacted, escaped or not", () => {
    const { json } = createRedactor(["plain-secret", secret]);
    const circular: { text: string; self?: object } = { text: "plain-secret" };
    circular.self = circular;
    expect(json({ a: "ordinary", b: [undefined, 1] })).toBe('{"a":"ordinary","b":[null,1]}');
    expect(json({ a: "the plain-secret", b: `the ${secret}` })).toBe('{"a":"the [redacted]","b":"the [redacted]"}');
    expect(json(circular)).toBe('{"text":"[redacted]","self":"[circular]"}');
  });
});
