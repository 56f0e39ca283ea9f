import { describe, expect, it } from "vitest";
import { basicAuthorization } from "../http/basic-authorization";
import { createRedactor } from "./redactor";

const secret = 'pä"ss/w+rd one\\';
const { text, data } = createRedactor([secret]);

describe("a secret is struck out of a text", () => {
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
    const key = "s3cret-of-many-letters";
    const header = basicAuthorization(userName, key);
    const shown = createRedactor([key]).text(header);
    expect(shown).toContain("[redacted]");
    const left = shown.replace("Basic ", "").replace("[redacted]", " ");
    for (const part of left.split(" "))
      expect(Buffer.from(part, "base64").toString("latin1")).not.toContain(key.slice(3));
    expect(left.length).toBeLessThan(16);
  });

  it("whole, where it holds another secret", () => {
    expect(createRedactor(["token", "token-and-more"]).text("token-and-more token")).toBe("[redacted] [redacted]");
  });

  it("also where it was given with blanks around it, which are cut before it is sent", () => {
    expect(createRedactor([" s3cret \n"]).text("bad s3cret")).toBe("bad [redacted]");
  });

  it("unless it is too short to be told from ordinary text", () => {
    expect(createRedactor(["abc", "  ", ""]).text("abc  def")).toBe("abc  def");
  });

  it("also when it is learned later", () => {
    const redactor = createRedactor();
    expect(redactor.text("tokentoken")).toBe("tokentoken");
    redactor.add("tokentoken");
    expect(redactor.text("tokentoken")).toBe("[redacted]");
  });
});

describe("data", () => {
  it("is redacted at every depth, keys included, and not changed itself", () => {
    const given = { list: [{ [secret]: [secret, 1, null, true, undefined] }] };
    const copy = structuredClone(given);
    expect(data(given)).toEqual({ list: [{ "[redacted]": ["[redacted]", 1, null, true, undefined] }] });
    expect(given).toEqual(copy);
  });

  it("that holds itself does not get past", () => {
    const circular: { words: string; self?: object } = { words: secret };
    circular.self = circular;
    expect(data(circular)).toEqual({ words: "[redacted]", self: "[circular]" });
  });

  it("keeps the words of errors, dates and addresses, redacted", () => {
    const error = Object.assign(new Error(`bad ${secret}`), { status: 401 });
    const at = new Date(Date.UTC(2026, 0, 1));
    expect(data({ error, at, url: new URL(`https://a.example/?k=${encodeURIComponent(secret)}`) })).toEqual({
      error: { name: "Error", message: "bad [redacted]", status: 401 },
      at: "2026-01-01T00:00:00.000Z",
      url: "https://a.example/?k=[redacted]",
    });
  });

  it("may name the same thing twice", () => {
    const shared = { a: 1 };
    expect(data([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});
