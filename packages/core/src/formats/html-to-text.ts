import { decodeHTML } from "entities";
import { Parser } from "htmlparser2";
import { trimmed } from "./values";

/**
 * The text of an HTML fragment, a line for each block, list item and line break, and none that is blank. Vendors that hand
 * out HTML with its tags escaped (`&lt;p&gt;`), once or twice, are understood.
 */
export function htmlToText(html: string): string {
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
      if (lineTags.has(name)) endLine();
      else if (cellTags.has(name)) line += " ";
    },
    ontext(text: string) {
      if (hidden === 0) line += text;
    },
    onclosetag(name: string) {
      if (hiddenTags.has(name)) hidden--;
      if (lineTags.has(name)) endLine();
    },
  };
  new Parser(handler, { decodeEntities: false }).end(unescapeTags(html));
  endLine();
  return trimmed(lines.join("\n")) ?? "";
}

const lineTags = new Set(
  "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split(
    " ",
  ),
);
const cellTags = new Set(["td", "th", "img"]);
const hiddenTags = new Set(["script", "style", "head", "title", "template", "noscript"]);

/** Decodes until there are tags, at most twice: an escaped tag beside real ones is text that shows a tag. */
function unescapeTags(html: string): string {
  let text = html;
  for (let round = 0; round < 2 && !/<\/?[a-z][^<>]*>/i.test(text) && /&(amp;)*lt;/i.test(text); round++) {
    text = decodeHTML(text);
  }
  return text;
}
