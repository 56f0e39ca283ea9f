import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer, { type LaunchOptions } from "puppeteer-core";
import { installedBrowsers } from "../processes/installed-browsers";
import { bundlePage } from "./bundle";
import { install, sourceOf } from "./project";
import { ownImports } from "./readme";

/** The fakes of the fixture, and what it asserts. */
interface Vendors {
  url: string;
  check(report: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Runs the packed packages in a page of each installed browser, against fakes. Returns one line per browser. */
export async function runInBrowsers(project: string, tarballs: Map<string, string>): Promise<string[]> {
  const { found, skipped } = installedBrowsers();
  const lines = [...skipped];
  if (found.length === 0) return lines;

  await cp(fileURLToPath(new URL("fixtures/browsers", import.meta.url)), project, { recursive: true });
  await install(project, ownImports(await sourceOf(project)), tarballs);
  const script = await bundlePage(project, "page.mjs");
  const { startVendors } = await import(pathToFileURL(join(project, "vendors.mjs")).href);
  for (const { name, options } of found) {
    const vendors: Vendors = await startVendors(script);
    try {
      const { version, report } = await runPage(vendors.url, options);
      await vendors.check(report);
      lines.push(
        `${name} ${version}: pushes and pulls jobs for both vendors, receives webhooks, and encrypts a store.`,
      );
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.stack : error}`);
    } finally {
      await vendors.close();
    }
  }
  return lines;
}

/** Opens the page and returns what it reports. */
async function runPage(url: string, options: LaunchOptions): Promise<{ version: string; report: unknown }> {
  const browser = await puppeteer.launch(options);
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    // Resolves after the script ran, which sets the report.
    await page.goto(url);
    const report = await page.evaluate("globalThis.report");
    if (typeof report !== "string") throw new Error(`the page reported nothing: ${problems.join("; ")}`);
    const [, version = ""] = (await browser.version()).split("/");
    return { version, report: JSON.parse(report) };
  } finally {
    await browser.close();
  }
}
