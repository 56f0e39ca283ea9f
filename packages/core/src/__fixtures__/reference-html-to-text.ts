import { decodeHTML } from "entities";
import { Parser } from "htmlparser2";
import { trimmed } from "../formats/values";

/** `htmlToText` by htmlparser2, which reads all of HTML: what our own scanner is compared with. */
export function referenceHtmlToText(html: string, { isEscaped = false }: { isEscaped?: boolean } = {}): string {
  const lines: string[] = [];
  let line = "";
  let hidden = 0;
  const endLine = () => {
    const text = decodeHTML(line).replace(/\s+/g, " ").trim();
    if (text !== "") lines.push(text);
    line = "";
  };
  const changeLayout = (name: string) => {
    if (spacedTags.has(name)) line += " ";
    else if (!inlineTags.has(name)) endLine();
  };
  const handler = {
    onopentagname(name: string) {
      if (hiddenTags.has(name)) hidden++;
      changeLayout(name);
    },
    ontext(text: string) {
      if (hidden === 0) line += text;
    },
    onclosetag(name: string) {
      if (hiddenTags.has(name)) hidden--;
      changeLayout(name);
    },
  };
  new Parser(handler, { decodeEntities: false }).end(isEscaped ? unescapeOnce(html) : unescapeTags(html));
  endLine();
  return trimmed(lines.join("\n")) ?? "";
}

const inlineTags = new Set(
  "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr output q rb rp rt rtc ruby s samp script slot small span strike strong style sub sup template time tt u var wbr".split(
    " ",
  ),
);
const spacedTags = new Set(
  "area audio button canvas embed iframe img input map math meter object picture progress select svg td textarea th video".split(
    " ",
  ),
);
const hiddenTags = new Set(["script", "style", "head", "title", "template", "noscript"]);

const aTag = /<\/?[a-z][^<>]*>/i;

function unescapeTags(html: string): string {
  let text = html;
  for (let round = 0; round < 2 && !aTag.test(text) && /&(amp;)*lt;/i.test(text); round++) text = decodeHTML(text);
  return text;
}

function unescapeOnce(html: string): string {
  return aTag.test(html) ? html : decodeHTML(html);
}
