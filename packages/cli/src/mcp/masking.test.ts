import { describe, expect, it } from "vitest";
import { createMask } from "./masking";

const item = {
  name: "Ada Lovelace",
  age: 36,
  isVeteran: false,
  born: new Date(0),
  middleName: null,
  suffix: "",
  tags: ["mathematics", "engines"],
  byAddress: { "ada@example.com": { city: "London" } },
  resume: new Blob(["%PDF"]),
};

describe("masked data", () => {
  it("keeps the names of fields, the lengths of lists and what is empty, and no value of any type", () => {
    expect(createMask({ shows: false }).data(item)).toEqual({
      ...{ name: "[masked]", age: "[masked]", isVeteran: "[masked]", born: "[masked]" },
      ...{ middleName: null, suffix: "", tags: ["[masked]", "[masked]"] },
      byAddress: { "[masked 1]": { city: "[masked]" } },
      resume: "[masked]",
    });
  });

  it("keeps what tells one job from another, and nothing below", () => {
    const job = {
      reference: "R1",
      name: "Engineer",
      created_at: "2026-01-02",
      summary: "Ask Ada",
      text: { name: "Ada" },
    };
    const mask = createMask({ shows: false, isAboutJobs: true });
    expect(mask.data(job)).toEqual({ ...job, summary: "[masked]", text: { name: "[masked]" } });
    expect(mask.data({ name: ["Ada"] })).toEqual({ name: ["[masked]"] });
    expect(mask.reference("R1")).toBe("R1");
  });

  it("ends for an item that contains itself", () => {
    const circular: Record<string, unknown> = { name: "Ada" };
    circular.self = circular;
    for (const shows of [false, true]) expect(() => JSON.stringify(createMask({ shows }).data(circular))).not.toThrow();
  });

  it("can be sent as JSON if it is shown, whatever it holds", () => {
    const shown = createMask({ shows: true }).data({
      ...item,
      id: 1n,
      born: new Date(Number.NaN),
      note: "x".repeat(5_000),
    });
    expect(JSON.parse(JSON.stringify(shown))).toMatchObject({
      ...{ name: "Ada Lovelace", age: 36, isVeteran: false, born: null, id: "1", resume: "[Blob]" },
      note: expect.stringMatching(/^x{2000}\.\.\. \(5000 characters\)$/),
    });
  });
});

describe("masked texts", () => {
  it("show the same number for the same reference", () => {
    const mask = createMask({ shows: false });
    const references = ["ada@example.com", "bob@example.com", "ada@example.com", null, ""].map(mask.reference);
    expect(references).toEqual(["[masked 1]", "[masked 2]", "[masked 1]", null, ""]);
  });

  it("keep of a path what names a field or counts", () => {
    const mask = createMask({ shows: false });
    expect(mask.path("experiences.0.title")).toBe("experiences.0.title");
    expect(mask.path("notes.Ada Lovelace.text")).toBe("notes.[masked 1].text");
    expect(mask.text("Ada Lovelace is refused")).toBe("[masked]");
  });

  it("stay on one line if they are shown", () => {
    const mask = createMask({ shows: true });
    expect([mask.reference("a\nb"), mask.text("a\r\nb"), mask.path("a\u2028b\n")]).toEqual(["a b", "a b", "a b "]);
  });
});
