import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../manifests/published-packages";

/** A Markdown text without its code, whose lines keep their numbers. */
function proseOf(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, " ");
  return text.replace(/^(`{3,})[^\n]*\n.*?^\1$/gms, blank).replace(/<!--.*?-->/gs, blank);
}

/** The anchors of a page's headings, as GitHub and the site name them. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Map<string, number>();
  const found = [...proseOf(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, title = ""]) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    const count = anchors.get(slug) ?? 0;
    anchors.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(found);
}

/** What is wrong with the links of a page to other files and headings of the repository. */
export function linkFaults(page: string, text = readFileSync(page, "utf8")): string[] {
  const prose = proseOf(text).replace(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: link = "", index }) => {
    if (/^[a-z]+:/.test(link)) return [];
    const place = `${relative(root, page)}:${text.slice(0, index).split("\n").length}`;
    const [path = "", anchor] = link.split("#");
    const target = join(dirname(page), path);
    if (path !== "" && !existsSync(target)) return [`${place}: ${path} does not exist`];
    if (anchor === undefined) return [];
    const file = path !== "" && statSync(target).isDirectory() ? join(target, "README.md") : target;
    const linked = path === "" ? text : readFileSync(file, "utf8");
    return anchorsOf(linked).has(anchor) ? [] : [`${place}: ${link} leads to no heading`];
  });
}
