import { decodeHTML } from "entities";
import { Parser } from "htmlparser2";
import { trimmed } from "./values";

/**
 * The text of an HTML fragment, a line for each block, list item and line break, and none that is blank. Vendors that hand
 * out HTML with its tags escaped (`&lt;p&gt;`), once or twice, are understood. With `isEscaped`, it was escaped exactly once.
 */
export function htmlToText(html: string, { isEscaped = false }: { isEscaped?: boolean } = {}): string {
  const lines: string[] = [];
  let line = "";
  let hidden = 0;
  const endLine = () => {
    if (line === "") return;
    // Decoded line by line and only where there is something to decode: the parser's own way takes three times as long.
    const decoded = line.includes("&") ? decodeHTML(line) : line;
    const text = (/[^\S ]| {2}/.test(decoded) ? decoded.replace(/\s+/g, " ") : decoded).trim();
    if (text !== "") lines.push(text);
    line = "";
  };
  const handler = {
    onopentagname(name: string) {
      if (hiddenTags.has(name)) hidden++;
      if (spacedTags.has(name)) line += " ";
      else if (!inlineTags.has(name)) endLine();
    },
    ontext(text: string) {
      if (hidden === 0) line += text;
    },
    onclosetag(name: string) {
      if (hiddenTags.has(name)) hidden--;
      if (spacedTags.has(name)) line += " ";
      else if (!inlineTags.has(name)) endLine();
    },
  };
  new Parser(handler, { decodeEntities: false }).end(isEscaped ? unescapeOnce(html) : unescapeTags(html));
  endLine();
  return trimmed(lines.join("\n")) ?? "";
}

/**
 * The elements that are part of a line: formatting, and edits. Every other element ends the line, also an unknown one: a line too
 * many is better than two lines that run together.
 *
 * @see https://html.spec.whatwg.org/multipage/dom.html#phrasing-content-2
 */
const inlineTags = new Set(
  "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr output q rb rp rt rtc ruby s samp script slot small span strike strong style sub sup template time tt u var wbr".split(
    " ",
  ),
);
/** Cells, and what stands in a line between blanks. */
const spacedTags = new Set(
  "area audio button canvas embed iframe img input map math meter object picture progress select svg td textarea th video".split(
    " ",
  ),
);
const hiddenTags = new Set(["script", "style", "head", "title", "template", "noscript"]);

const aTag = /<\/?[a-z][^<>]*>/i;

/** Decodes until there are tags, at most twice: an escaped tag beside real ones is text that shows a tag. */
function unescapeTags(html: string): string {
  let text = html;
  for (let round = 0; round < 2 && !aTag.test(text) && /&(amp;)*lt;/i.test(text); round++) {
    text = decodeHTML(text);
  }
  return text;
}

/** A fragment that has tags was not escaped. */
function unescapeOnce(html: string): string {
  return aTag.test(html) ? html : decodeHTML(html);
}
