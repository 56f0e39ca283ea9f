import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../manifests/published-packages";
import { followSteps } from "./follow-steps";
import { readSteps } from "./read-steps";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guide-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`;
const follow = (...blocks: string[]) => followSteps(readSteps(blocks.join("\n"), "page.md"), folder);
const textOf = (path: string) => readFileSync(join(folder, path), "utf8");

describe("readSteps", () => {
  it("takes commands and files in the order of the page", () => {
    const page = `# Guide\n\n${block("sh", "npm test")}\nThen:\n\n${block("ts src/a.ts", "export {};")}`;
    expect(readSteps(page, "page.md")).toEqual([
      { place: "page.md:3", text: "npm test" },
      { place: "page.md:9", file: "src/a.ts", text: "export {};\n" },
    ]);
  });

  it("leaves out what the page calls an alternative, and that alone", () => {
    const page = [
      block("sh", "one"),
      `Alternatively, from a file of your\nown:\n\n${block("yaml", "a: 1")}`,
      `Text that says Alternatively in its middle:\n\n${block("sh", "two")}`,
      block("sh", "three"),
    ].join("\n");
    expect(readSteps(page, "page.md").map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  it("shows a fence within a longer one as text", () => {
    const [step] = readSteps(`\`\`\`\`md README.md\n${block("sh", "npm test")}\`\`\`\`\n`, "page.md");
    expect(step).toMatchObject({ file: "README.md", text: block("sh", "npm test") });
  });

  it.each([
    ["a block without a language", block("", "npm test"), 'page.md:1: the block "" is neither a command nor a file'],
    ["code without a file name", block("ts", "export {};"), 'the block "ts" is neither'],
    ["a language that no shell runs", block("bash", "npm test"), 'the block "bash" is neither'],
    ["a file name with a blank", block("ts src/my file.ts", "1;"), 'the block "ts src/my file.ts" is neither'],
    ["an indented block", "- item\n\n  ```sh\n  npm test\n  ```\n", "page.md:3: the block is indented"],
    ["a block in a quotation", "> ```sh\n> npm test\n> ```\n", "page.md:1: the block has no end"],
    ["a block without an end", "```sh\nnpm test\n", "page.md:1: the block has no end"],
    ["an empty block", block("sh", ""), "page.md:1: the block is empty"],
    ["a page without steps", "# Guide\n", "page.md has no steps"],
  ])("refuses %s", (_, page, message) => {
    expect(() => readSteps(page, "page.md")).toThrow(message);
  });
});

it("reads from the guide for authors all that leads from an empty folder to a publication, in order", () => {
  const steps = readSteps(readFileSync(join(root, "docs/connector-guide.md"), "utf8"), "guide");
  const commands = steps.flatMap(({ file, text }) => (file === undefined ? text.split("\n") : []));
  const needed = [
    ...[/^npm create hrflow-connector@latest acme /, /^npm install$/, /^npm run generate$/, /^npm test$/],
    ...[/^npm run docs$/, /^npm run check$/, /^npm pack$/, /^npm install .*hrflow-connector-acme-.*\.tgz/],
    ...[/^node \S+\.mjs$/, /^npm publish --dry-run$/],
  ];
  let from = 0;
  for (const command of needed) {
    const index = commands.findIndex((line, at) => at >= from && command.test(line));
    expect(index, `${command} is missing after ${commands[from - 1]}`).toBeGreaterThanOrEqual(from);
    from = index + 1;
  }
});

describe("followSteps", () => {
  it("runs commands and writes files where the reader is", async () => {
    await follow(
      block("sh", "mkdir acme\ncd acme"),
      block("js src/main.mjs", 'console.log("done");'),
      block("sh", "node src/main.mjs > output"),
    );
    expect(textOf("acme/output")).toBe("done\n");
  });

  it.each([
    ["a wrong command", [block("sh", "npm-of-nobody install")], /page\.md:1: .*npm-of-nobody: (command )?not found/s],
    ["a missing file", [block("sh", "true"), block("sh", "node main.mjs")], /page\.md:5: .*Cannot find module/s],
    ["a command that fails before the last line", [block("sh", "false\ntrue")], /page\.md:1: /],
    ["a command that fails in a pipe", [block("sh", "false | cat")], /page\.md:1: /],
    ["a variable that is not set", [block("sh", 'echo "$' + 'NOBODY_SET_THIS"')], /NOBODY_SET_THIS: unbound/],
    ["a command that ends the shell", [block("sh", "exit 0")], /page\.md:1: .*ENOENT/],
    ["a file outside of the folder", [block("ts ../a.ts", "1;")], /page\.md:1: \.\.\/a\.ts is outside/],
    ["a command that leaves the folder", [block("sh", "cd ..")], /page\.md:1: leads to .*, outside/],
  ])("goes red for %s", async (_, blocks, message) => {
    await expect(follow(...blocks)).rejects.toThrow(message);
  });

  it("goes red for code that does not compile", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const compile = block("sh", `node ${tsc} --noEmit --skipLibCheck a.ts`);
    const wrong = block("ts a.ts", 'const one: number = "1";\nexport { one };');
    await expect(follow(wrong, compile)).rejects.toThrow(/page\.md:6: .*a\.ts\(1,7\): error TS2322/s);
  });

  it("does nothing after a step that failed", async () => {
    await expect(follow(block("sh", "false"), block("sh", "touch after"))).rejects.toThrow("page.md:1");
    expect(existsSync(join(folder, "after"))).toBe(false);
  });
});
