import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import puppeteer from "puppeteer-core";
import { publishedPackages, root } from "./manifests/published-packages";
import { execute } from "./processes/execute";
import { installedBrowsers } from "./processes/installed-browsers";
import { checkPlayground } from "./site/check-playground";
import { serveSite } from "./site/serve-site";

/** Checks the site in each installed browser: `npm run check:site`. Builds it first if it is older than what it is built from. */
const folder = join(root, "docs", ".vitepress", "dist");
const page = join(folder, "playground.html");
const sources = ["docs", ...publishedPackages.map(({ folder }) => join(relative(root, folder), "dist"))];
if (!existsSync(page) || sources.some((source) => newest(join(root, source)) > statSync(page).mtimeMs))
  await execute("npm", ["run", "docs"], root);

/** When a file below a folder was changed last, in epoch milliseconds. */
function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const own = files.filter((file) => !/^\.vitepress\/(dist|cache)(\/|$)/.test(file));
  return Math.max(0, ...own.map((file) => statSync(join(folder, file))).map((one) => (one.isFile() ? one.mtimeMs : 0)));
}
const { found, skipped } = installedBrowsers();
for (const line of skipped) console.log(line);
const site = await serveSite(folder);
await Promise.all(
  found.map(async ({ name, options }) => {
    const browser = await puppeteer.launch(options);
    try {
      const requests = await checkPlayground(browser, site.url);
      const [, version] = (await browser.version()).split("/");
      console.log(`${name} ${version}: the playground works. ${requests} requests load it, and none follow.`);
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.stack : error}`);
      process.exitCode = 1;
    } finally {
      await browser.close();
    }
  }),
).finally(site.close);
