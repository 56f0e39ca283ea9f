import type { Browser, Page } from "puppeteer-core";

/** The page of the playground in a browser, and every request that it sent. */
export interface PlaygroundPage {
  page: Page;
  /** The URLs, in their order. */
  requests: string[];
  /** What failed in the page. */
  problems: string[];
  /** Types over the text of a field, and waits for the next preview. */
  edit(selector: string, text: string): Promise<void>;
  /** Waits until an expression of the page is true. */
  until(what: string, expression: string): Promise<void>;
  /** The text of the elements of a selector, empty without one. */
  textOf(selector: string): Promise<string>;
}

const patienceMs = 15_000;

/** Opens the playground, and waits for its first preview and the end of its requests. */
export async function openPlayground(browser: Browser, url: string): Promise<PlaygroundPage> {
  const page = await browser.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on("request", (request) => {
    // What a data URL names is in the URL itself, and a fragment is not sent.
    const [url = ""] = request.url().split("#");
    if (!url.startsWith("data:")) requests.push(url);
  });
  page.on("pageerror", (error) => void problems.push(String(error)));
  await page.goto(url, { waitUntil: "networkidle0" });
  const opened: PlaygroundPage = {
    ...{ page, requests, problems },
    async edit(selector, text) {
      await page.evaluate(
        `{ const field = document.querySelector(${JSON.stringify(selector)});
           field.value = ${JSON.stringify(text)};
           field.dispatchEvent(new Event("input", { bubbles: true })); }`,
      );
    },
    async until(what, expression) {
      try {
        await page.waitForFunction(expression, { timeout: patienceMs });
      } catch {
        const shown = await opened.textOf(".playground");
        throw new Error(`never: ${what}. Problems: ${problems.join("; ") || "none"}. The page shows: ${shown}`);
      }
    },
    textOf: async (selector) =>
      String(
        await page.evaluate(
          `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.textContent).join("\\n")`,
        ),
      ),
  };
  await opened.until("the first preview", `document.querySelector("[data-test=status]")?.textContent !== ""`);
  return opened;
}
