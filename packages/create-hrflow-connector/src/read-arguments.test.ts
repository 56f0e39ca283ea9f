import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { help, readArguments } from "./read-arguments";
import { nameOf, UsageError } from "./settings";

const outside = mkdtempSync(`${tmpdir()}/create-`);
afterAll(() => rmSync(outside, { recursive: true }));
const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const asksNothing = { help: false, version: false, yes: false };

describe("the command line", () => {
  it("leaves open what it does not say", () => {
    expect(readArguments([], outside)).toEqual(asksNothing);
    expect(readArguments(["acme"], outside)).toEqual({ ...asksNothing, slug: "acme" });
  });

  it("takes a flag for every question", () => {
    const flags = [
      "--auth",
      "oauth",
      "--actions",
      "pushProfile, pullJobList",
      "--name",
      "Acme HR",
      "--spec",
      "api.json",
    ];
    expect(readArguments(["acme", ...flags, "--yes"], outside)).toEqual({
      ...{ ...asksNothing, yes: true, slug: "acme", name: "Acme HR", auth: "oauth", spec: "api.json" },
      actions: ["pullJobList", "pushProfile"],
    });
  });

  it("finds the repository around the folder for --in-tree", () => {
    expect(readArguments(["acme", "--in-tree"], `${root}/packages`)).toMatchObject({ repository: root });
  });

  it.each([
    ["an unknown flag", ["acme", "--force"], "Unknown option '--force'"],
    ["a flag without its value", ["acme", "--auth"], "Option '--auth <value>' argument missing"],
    ["two slugs", ["acme", "other"], "expected one slug, found acme other"],
    ["a slug with capitals", ["Acme"], 'the slug "Acme" is invalid'],
    ["a slug that leads out of the folder", ["../acme"], 'the slug "../acme" is invalid'],
    ["an empty slug", [""], 'the slug "" is invalid'],
    ["a slug that cannot be a variable", ["new"], 'the slug "new" is invalid: it is a reserved word'],
    ["a slug that is reserved in modules alone", ["await"], 'the slug "await" is invalid: it is a reserved word'],
    ["a slug with the prefix of the package", ["hrflow-connector-acme"], 'it names the ATS, without "hrflow"'],
    ["a name that would end a text in code", ["acme", "--name", 'A"b'], 'the name "A\\"b" is invalid'],
    [
      "an unknown kind of authorization",
      ["acme", "--auth", "digest"],
      '--auth: expected bearer, basic, oauth, headers; found "digest"',
    ],
    [
      "an unknown action",
      ["acme", "--actions", "pullJobs"],
      '--actions: expected pullJobList, pullProfileList, pushProfile; found "pullJobs"',
    ],
    ["no action", ["acme", "--actions", ""], '--actions: expected pullJobList, pullProfileList, pushProfile; found ""'],
    [
      "--in-tree outside of the repository",
      ["acme", "--in-tree"],
      "this folder is not in the hrflow-connectors repository",
    ],
  ])("refuses %s", (_, given, message) => {
    const read = () => readArguments(given, outside);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it("has every flag in its help", () => {
    for (const flag of ["auth", "actions", "name", "spec", "in-tree", "yes", "help", "version"]) {
      expect(help).toContain(`--${flag}`);
    }
  });
});

it("suggests a name from the slug", () => {
  expect(["acme", "acme-hr-2"].map(nameOf)).toEqual(["Acme", "Acme Hr 2"]);
});
