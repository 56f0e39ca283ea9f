import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { LaunchOptions } from "puppeteer-core";

/** The browsers that the checks run in, and the names of their programs. */
const browsers: { name: string; programs: string[]; options: LaunchOptions }[] = [
  {
    name: "Chromium",
    programs: ["chromium", "google-chrome"],
    // Chromium refuses to start as root with its sandbox.
    options: { browser: "chrome", args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
  },
  { name: "Firefox", programs: ["firefox-esr", "firefox"], options: { browser: "firefox" } },
];

/** Returns how to start each installed browser, and a line for each that is not installed. */
export function installedBrowsers(): { found: { name: string; options: LaunchOptions }[]; skipped: string[] } {
  const found: { name: string; options: LaunchOptions }[] = [];
  const skipped: string[] = [];
  for (const { name, programs, options } of browsers) {
    const program = findProgram(programs);
    if (program) found.push({ name, options: { ...options, executablePath: program } });
    else skipped.push(`${name}: skipped, because ${programs.join(" or ")} is not installed.`);
  }
  return { found, skipped };
}

function findProgram(names: string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
