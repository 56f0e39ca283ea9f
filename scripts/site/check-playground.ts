import assert from "node:assert/strict";
import axe from "axe-core";
import type { Browser } from "puppeteer-core";
import { fragmentOf } from "../../docs/.vitepress/theme/playground/share";
import { openPlayground, type PlaygroundPage } from "./playground-page";

const [item, input, code] = ["[data-test=item]", "#playground-input", "#playground-code"];
const contains = (selector: string, text: string) =>
  `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(text)})`;

const elsewhere = "https://elsewhere.example/";

/** What the requests of each connector must show, in both directions. */
const hosts: Record<string, string> = {
  lever: "https://api.lever.co/v1/",
  greenhouse: "greenhouse.io/",
  ashby: "https://api.ashbyhq.com/",
  bamboohr: "https://example.bamboohr.com/",
  workable: "https://example.workable.com/",
};

/** Checks the playground in a browser. Returns the number of requests that loading it took. Throws an `AssertionError`. */
export async function checkPlayground(browser: Browser, origin: string): Promise<number> {
  const opened = await openPlayground(browser, `${origin}/playground`);
  const loaded = opened.requests.length;
  assert.deepEqual(
    opened.requests.filter((url) => new URL(url).origin !== origin),
    [],
    "loading reaches another host",
  );
  await checkPreviews(opened);
  await checkEdits(opened);
  assert.deepEqual(opened.requests.slice(loaded), [], "a request was sent after the page was loaded");
  await checkThatRequestsAreSeen(opened);
  await checkLinks(browser, opened);
  await checkKeyboard(await openPlayground(browser, `${origin}/playground`));
  const last = await openPlayground(browser, `${origin}/playground`);
  await checkWidths(last);
  await checkAccessibility(last);
  // Firefox reports as an error what the policy refused on purpose.
  const problems = opened.problems.concat(last.problems).filter((problem) => !problem.includes(elsewhere));
  assert.deepEqual(problems, []);
  return loaded;
}

async function choose({ page }: PlaygroundPage, name: string, value: string) {
  await page.evaluate(`document.querySelector('input[name=${name}][value=${value}]').click()`);
}

async function checkPreviews(opened: PlaygroundPage) {
  for (const direction of ["push", "pull"]) {
    await choose(opened, "direction", direction);
    for (const [slug, host] of Object.entries(hosts)) {
      await choose(opened, "connector", slug);
      const shown = "[data-test=requests]";
      await opened.until(`requests of ${slug}, ${direction}`, contains(shown, host));
      assert.match(await opened.textOf("[data-test=fields] h2"), /Fields: \d+ % used/);
      assert.match(await opened.textOf(item), direction === "push" ? /Noor/ : /Backend Engineer/);
      assert.doesNotMatch(await opened.textOf(".playground"), /playground-secret/, "a secret is shown");
      assert.match(await opened.textOf(shown), direction === "push" ? /x-api-key: •••/ : /POST/);
      assert.equal(await opened.textOf("[data-test=error]"), "");
      const compared = direction === "push" ? Object.keys(hosts).length : 0;
      assert.equal((await opened.textOf(".choices small")).match(/\d+ %/g)?.length ?? 0, compared);
    }
  }
}

async function checkEdits(opened: PlaygroundPage) {
  await choose(opened, "direction", "push");
  await choose(opened, "connector", "lever");
  await opened.edit(input, JSON.stringify({ info: { full_name: "Ada Example", email: "ada@example.com" } }));
  await opened.until("the edited profile", contains(item, "Ada Example"));
  await opened.edit(input, '{ "info": ');
  await opened.until("why JSON is invalid", contains("[data-test=error]", "not valid JSON"));
  await opened.until("the reason in the live region", contains("[role=status]", "not valid JSON"));
  await opened.edit(input, JSON.stringify({ info: { full_name: "Bea Example", email: "bea@example.com" } }));
  await opened.edit(code, '(input) => ({ ...format(input), headline: "edited headline" })');
  await opened.until("the edited format", contains(item, "edited headline"));
  await opened.until("what it changes in a request", contains("[data-test=requests]", "edited headline"));
  await opened.edit(code, "(input) => {");
  await opened.until("why a format is invalid", contains("[data-test=error]", "not valid JavaScript"));
  await opened.edit(code, "(input) => input.none.at(0)");
  await opened.until("what a format throws", contains("[data-test=error]", "The format refuses this input"));
}

/** Without this, a check that notices no request would pass. */
async function checkThatRequestsAreSeen(opened: PlaygroundPage) {
  const before = opened.requests.length;
  await opened.edit(code, '(input) => { fetch("/noticed"); return { ...format(input), headline: "has fetched" }; }');
  await opened.until("a format that fetches", contains(item, "has fetched"));
  assert.match(String(opened.requests.slice(before)), /\/noticed/, "the check notices no request");
  const refused = await opened.page.evaluate(
    `new Promise((resolve) => {
       document.addEventListener("securitypolicyviolation", ({ blockedURI }) => resolve(blockedURI));
       fetch("${elsewhere}").catch(() => setTimeout(resolve, 1_000, "not refused by the policy"));
     })`,
  );
  assert.equal(refused, elsewhere, "the page's policy allows other hosts");
}

async function checkLinks(browser: Browser, opened: PlaygroundPage) {
  await opened.edit(code, '(input) => ({ ...format(input), headline: "of the link" })');
  await opened.until("the format to share", contains(item, "of the link"));
  await opened.page.evaluate(`document.querySelector("[data-test=share]").click()`);
  await opened.until("the link", `document.querySelector("#playground-link")?.value.includes("#v1=")`);
  const link = String(await opened.page.evaluate(`document.querySelector("#playground-link").value`));
  const received = await openPlayground(browser, link);
  const fieldText = (page: PlaygroundPage, selector: string) =>
    page.page.evaluate(`document.querySelector(${JSON.stringify(selector)}).value`);
  for (const field of [input, code]) assert.equal(await fieldText(received, field), await fieldText(opened, field));
  assert.match(await received.textOf(item), /Bea Example/);
  assert.doesNotMatch(await received.textOf(item), /of the link/, "the format of a link ran by itself");
  await received.page.evaluate(`document.querySelector("[data-test=held] button").click()`);
  await received.until("the format of the link, once allowed", contains(item, "of the link"));
  const [, fragment] = link.split("#");
  assert.ok(!received.requests.some((url) => url.includes(String(fragment).slice(3, 40))), "a link's content was sent");
  const other = {
    direction: "push" as const,
    connector: "lever",
    input: JSON.stringify({ info: { full_name: "Cleo" } }),
  };
  const follow = (fragment: string) => received.page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  await follow(await fragmentOf(other));
  await received.until("a link without a format", contains(item, "Cleo"));
  assert.doesNotMatch(await received.textOf(item), /of the link/, "the format of the link before still runs");
  await follow(await fragmentOf({ ...other, code: '() => ({ name: "of another link" })' }));
  await received.until("that each link is asked for", `document.querySelector("[data-test=held]") !== null`);
  await received.until("the input of another link", contains(item, "Cleo"));
  const damaged = await openPlayground(browser, link.slice(0, -40));
  await damaged.until("that a link is damaged", contains("[role=status]", "damaged"));
}

async function checkKeyboard(opened: PlaygroundPage) {
  const { page } = opened;
  const active = async () =>
    String(
      await page.evaluate(`(({ id, name, dataset }) => id || name || dataset.test || "")(document.activeElement)`),
    );
  const reach = async (target: string) => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await active()) === target) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not reach ${target}`);
  };
  await page.evaluate(`document.querySelector("h1").scrollIntoView()`);
  await reach("connector");
  await page.keyboard.press("ArrowRight");
  await opened.until("Greenhouse by an arrow key", contains("[data-test=requests]", "harvest.greenhouse.io"));
  await reach("playground-input");
  await reach("playground-code");
  await reach("share");
  await page.keyboard.press("Enter");
  await opened.until("a link by the Enter key", `document.querySelector("#playground-link") !== null`);
  await reach("item");
}

async function checkWidths({ page }: PlaygroundPage) {
  const lefts = `[...document.querySelectorAll(".playground .columns > div")].map((one) => one.getBoundingClientRect().left)`;
  await page.setViewport({ width: 1280, height: 900 });
  assert.equal(new Set((await page.evaluate(lefts)) as number[]).size, 2, "two columns on a wide screen");
  await page.setViewport({ width: 360, height: 740 });
  assert.equal(new Set((await page.evaluate(lefts)) as number[]).size, 1, "one column on a phone");
  await page.evaluate(`for (const one of document.querySelectorAll(".playground details")) one.open = true`);
  const [content, screen] = (await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  )) as [number, number];
  assert.ok(content <= screen, `a phone scrolls sideways: ${content} px of content on ${screen} px`);
}

async function checkAccessibility({ page }: PlaygroundPage) {
  await page.evaluate(axe.source);
  for (const theme of ["light", "dark"]) {
    await page.evaluate(`document.documentElement.classList.toggle("dark", ${theme === "dark"})`);
    // Colors change in steps.
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))");
    const found = (await page.evaluate(
      `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) =>
         ({ id, impact, nodes: nodes.map(({ target, failureSummary }) => target + ": " + failureSummary) })))`,
    )) as { id: string; impact: string }[];
    const severe = found.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(severe, [], `axe finds in the ${theme} theme`);
  }
}
