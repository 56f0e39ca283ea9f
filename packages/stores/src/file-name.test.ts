import { describe, expect, it } from "vitest";
import { formerNameOf, isHashed, keyOf, nameOf } from "./file-name";

const hash = "0123456789abcdef".repeat(4);

describe("a key that fits", () => {
  it.each([
    ["hrflow-connectors:v1:workflow:nightly:cursor", "hrflow-connectors%3av1%3aworkflow%3anightly%3acursor"],
    [
      `hrflow-connectors:v1:delivery:lever:push_profile:${hash}`,
      `hrflow-connectors%3av1%3adelivery%3alever%3apush_profile%3a${hash}`,
    ],
    ["Ada/ä€😀", "%41da%2f%c3%a4%e2%82%ac%f0%9f%98%80"],
    ["100%", "100%25"],
    ["a".repeat(200), "a".repeat(200)],
  ])("%s is readable in its name", (key, name) => {
    expect(nameOf(key)).toBe(name);
    expect(keyOf(name)).toBe(key);
    expect(isHashed(name)).toBe(false);
  });
});

describe("a key that does not fit", () => {
  it.each([
    ["an empty one", ""],
    ["a dot", "."],
    ["two dots", ".."],
    ["a hidden file", ".x"],
    ["a name that Windows reserves", "con"],
    ["a name that Windows reserves, with an ending", "lpt1.txt"],
    ["half of a surrogate pair", "\uD83D"],
    ["one that is too long", "a".repeat(201)],
    ["one that is too long when encoded", "Ä".repeat(50)],
    ["a name of the former form", formerNameOf("key")],
  ])("has a hashed name: %s", (_, key) => {
    const name = nameOf(key);
    expect(isHashed(name)).toBe(true);
    expect(name).toMatch(/^[A-Za-z0-9_-]{0,80}~[0-9a-f]{64}$/);
    expect(keyOf(name)).toBeNull();
  });
});

it("gives keys names that differ on every file system", () => {
  const keys = [
    "key",
    "Key",
    "KEY",
    "ß",
    "SS",
    "ss",
    "é",
    "e\u0301",
    "a b",
    "a  b",
    "a ",
    "a.",
    "a",
    "a:b",
    "a_b",
    "a/b",
    "a\\b",
  ];
  const halves = ["\uD83D", "\uD83E", "\uDE00", "\uFFFD"];
  const long = ["x", "y", "X"].map((end) => `${"k".repeat(500)}${end}`);
  const all = [...keys, ...halves, ...long, "", ".", "..", "%", "%25", "%2525", "con", "CON", "~", "key~"];
  const names = all.map((key) => nameOf(key).toLowerCase().normalize("NFC"));
  expect(new Set(names).size).toBe(all.length);
  for (const name of names) expect(name).toMatch(/^(?!\.)(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))[a-z0-9._%~-]+$/);
  for (const key of all) expect([key, null]).toContain(keyOf(nameOf(key)));
});

it.each(["Key", "%3A", "%61", "%zz", "%ff", "", ".key", "._key", "key copy", "key (1)", "con", formerNameOf("key")])(
  "finds no key in the name %j",
  (name) => {
    expect(keyOf(name)).toBeNull();
  },
);
