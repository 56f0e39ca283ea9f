import { decodeHtml } from "./html-entities";
import { isPlain, trimmed } from "./values";

/**
 * The text of an HTML fragment, a line for each block, list item and line break, and none that is blank. Vendors that hand
 * out HTML with its tags escaped (`&lt;p&gt;`), once or twice, are understood. With `isEscaped`, it was escaped exactly once.
 */
export function htmlToText(html: string, { isEscaped = false }: { isEscaped?: boolean } = {}): string {
  const lines: string[] = [];
  let line = "";
  let hidden = 0;
  const endLine = () => {
    // Decoded line by line, and only where there is something to decode.
    const text = (line.includes("&") ? decodeHtml(line) : line).trim();
    if (text !== "") lines.push(text.includes("\n") ? text.replace(/\s+/g, " ") : text);
    line = "";
  };
  const onText = (text: string) => {
    if (hidden === 0) line += text;
  };
  const onTag = ({ layout, isHidden }: Rules, change: 1 | -1) => {
    if (isHidden) hidden += change;
    if (layout === "spaced") line += " ";
    else if (layout === "line" && line !== "") endLine();
  };
  // A fragment that has tags was not escaped.
  scan(hasTags(html) ? html : isEscaped ? decodeHtml(html) : unescapeTags(html), onText, onTag);
  endLine();
  const text = lines.join("\n");
  return isPlain(text) ? text : (trimmed(lines.map((each) => each.replace(/\s{2,}|[^\S ]/g, " ")).join("\n")) ?? "");
}

const hasTags = (text: string) => text.includes("<") && /<\/?[a-z][^<>]*>/i.test(text);

/** Decodes until there are tags, at most twice: an escaped tag beside real ones is text that shows a tag. */
function unescapeTags(html: string): string {
  let text = html;
  // Up to a number: endless repetitions exhaust the stack of an expression.
  for (let round = 0; round < 2 && !hasTags(text) && /&(?:amp;){0,99}lt;/i.test(text); round++) text = decodeHtml(text);
  return text;
}

/**
 * The elements that are part of a line: formatting, and edits. Every other element ends the line, also an unknown one: a line too
 * many is better than two lines that run together.
 * @see https://html.spec.whatwg.org/multipage/dom.html#phrasing-content-2
 */
const inlineTags =
  "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr output q rb rp rt rtc ruby s samp script slot small span strike strong style sub sup template time tt u var wbr";
/** Cells, and what stands in a line between blanks. */
const spacedTags =
  "area audio button canvas embed iframe img input map math meter object picture progress select svg td textarea th video";
const hiddenTags = "script style head title template noscript";
const voidTags =
  "area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr";
/** All between their tags is text. */
const textTags = "iframe noembed noframes plaintext script style title textarea xmp";
/** Parts of SVG and MathML, which are XML, that hold HTML. */
const htmlInXmlTags = "mi mo mn ms mtext annotation-xml foreignObject desc title";
/** Start tags, each group with the open elements that end at them. */
const impliedEnds =
  "tr: tr th td, th: th, td: thead th td, body: head link script, li: li, a: a, rt rp: rt rp, dd dt: dd dt, tbody tfoot: thead tbody, option: option, optgroup: optgroup option, select input output button datalist textarea: input option optgroup select button datalist textarea, h1 h2 h3 h4 h5 h6: h1 h2 h3 h4 h5 h6 p, p address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul: p"
    .split(", ")
    .map((group) => group.split(": "));

const unknown = rulesOf("");
const rulesByName = new Map(
  [inlineTags, spacedTags, hiddenTags, voidTags, textTags, htmlInXmlTags, ...impliedEnds.map(([tags = ""]) => tags)]
    .flatMap((tags) => tags.split(" "))
    .map((name) => [name, rulesOf(name)]),
);

type Rules = ReturnType<typeof rulesOf>;

function rulesOf(name: string) {
  const isOneOf = (tags = "") => tags.split(" ").includes(name);
  const endTag = name === "plaintext" ? "(?!)" : `</${name}(?=[ \\t\\n\\f\\r/>])`;
  return {
    layout: isOneOf(inlineTags) ? "inline" : isOneOf(spacedTags) ? "spaced" : "line",
    isHidden: isOneOf(hiddenTags),
    isVoid: isOneOf(voidTags),
    endOfText: isOneOf(textTags) ? new RegExp(endTag, "gi") : null,
    context: name === "svg" || name === "math" ? name : isOneOf(htmlInXmlTags) ? "html" : null,
    ends: impliedEnds.find(([tags]) => isOneOf(tags))?.[1]?.split(" "),
  };
}

/** The elements of one name, and how many are open. */
type Elements = { name: string; rules: Rules; open: number };

/**
 * Reports the texts of an HTML fragment, with their entities, and the elements that it opens (1) and closes (-1), in order. Takes
 * time in proportion to the length. A tag or comment that has no end is left out.
 */
function scan(html: string, onText: (text: string) => void, onTag: (rules: Rules, change: 1 | -1) => void): void {
  const byName = new Map<string, Elements>();
  const stack: Elements[] = [];
  const contexts = ["html"];
  const isXml = () => contexts[contexts.length - 1] !== "html";
  const elementsOf = (written: string): Elements => {
    let known = byName.get(written);
    // The names of longer ones may depend on what is open.
    if (known && written.length < 5) return known;
    let name = written.toLowerCase();
    if (name === "image" && !isXml()) name = "img";
    const isCased = name === "foreignobject" && (contexts.at(-1) === "svg" || byName.get("foreignObject")?.open);
    if (isCased) name = "foreignObject";
    known = byName.get(name) ?? { name, rules: rulesByName.get(name) ?? unknown, open: 0 };
    byName.set(name, known);
    return known;
  };
  const pop = () => {
    const closed = stack.pop() as Elements;
    closed.open -= 1;
    if (closed.rules.context) contexts.pop();
    onTag(closed.rules, -1);
    return closed;
  };
  const startTag = (start: number): number => {
    const endOfName = skip(html, start, isOfName);
    const isHtml = !isXml();
    const opened = elementsOf(html.slice(start, endOfName));
    const { rules } = opened;
    let [end, isClosed] = [endOfName + 1, false];
    if (html.charCodeAt(endOfName) !== greater) ({ end, isClosed } = endOfTag(html, endOfName));
    if (opened.open > 0 && opened.name === "form") return end;
    while (rules.ends?.includes(stack[stack.length - 1]?.name ?? "")) pop();
    if (!rules.isVoid && stack.push(opened)) opened.open += 1;
    if (!rules.isVoid && rules.context) contexts.push(rules.context);
    onTag(rules, 1);
    if (isClosed && isXml() && !rules.isVoid) pop();
    if (!rules.endOfText || !isHtml) return end;
    rules.endOfText.lastIndex = end;
    const endOfText = rules.endOfText.exec(html)?.index ?? html.length;
    onText(html.slice(end, endOfText));
    return endOfText < html.length ? endTag(endOfText + 2) : endOfText;
  };
  const endTag = (start: number): number => {
    const last = stack[stack.length - 1]?.name ?? "";
    if (html.charCodeAt(start + last.length) === greater && html.startsWith(last, start) && pop())
      return start + last.length + 1;
    const end = skip(html, start, isOfName);
    const closed = elementsOf(html.slice(start, end));
    if (closed.open > 0) while (pop() !== closed);
    // As browsers do, which add the start tag.
    else if (closed.name === "p" || closed.name === "br") onTag(closed.rules, 1);
    return after(html, ">", end);
  };
  for (let at = 0; at < html.length; ) {
    const start = html.indexOf("<", at);
    if (start !== at) onText(html.slice(at, start < 0 ? html.length : start));
    if (start < 0) return;
    const next = html.charCodeAt(start + 1);
    const isEndTag = next === slash && start + 2 < html.length;
    if (isLetter(next)) at = startTag(start + 1);
    else if (isEndTag && isLetter(html.charCodeAt(start + 2))) at = endTag(start + 2);
    else if (isEndTag || next === exclamation || next === question) {
      at = endOfComment(html, start);
      if (isXml() && html.startsWith(cdata, start) && html.startsWith("]]>", at - 3))
        onText(html.slice(start + 9, at - 3));
    } else {
      onText("<");
      at = start + 1;
    }
  }
}

const cdata = "<![CDATA[";
const [slash, exclamation, question, greater, equals] = [47, 33, 63, 62, 61];
const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;
const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13 && code !== 11);
const isOfName = (code: number) => code > greater || (code !== greater && code !== slash && !isBlank(code));

function skip(html: string, start: number, isSkipped: (code: number) => boolean): number {
  for (let at = start; ; at++) if (at >= html.length || !isSkipped(html.charCodeAt(at))) return at;
}

function after(html: string, mark: string, start: number): number {
  const index = html.indexOf(mark, start);
  return index < 0 ? html.length : index + mark.length;
}

/** The end of a comment, and of what is read as one: CDATA, declarations, instructions, and end tags without a name. */
function endOfComment(html: string, start: number): number {
  if (html.startsWith(cdata, start)) return after(html, "]]>", start + cdata.length);
  if (!html.startsWith("<!--", start)) return after(html, ">", start + 2);
  // These are whole comments: `<!-->` and `<!--->`.
  if (html.startsWith(">", start + 4) || html.startsWith("->", start + 4)) return after(html, ">", start + 4);
  const end = /--!?>/g;
  end.lastIndex = start + 4;
  return end.test(html) ? end.lastIndex : html.length;
}

/** The end of a start tag, from the end of its name. Values of attributes may hold `>`. */
function endOfTag(html: string, endOfName: number): { end: number; isClosed: boolean } {
  let at = endOfName;
  while (at < html.length) {
    const gap = at;
    at = skip(html, at, (code) => isBlank(code) || code === slash);
    if (html.charCodeAt(at) === greater) return { end: at + 1, isClosed: html.slice(gap, at).trimEnd().endsWith("/") };
    at = skip(html, at + 1, (code) => isOfName(code) && code !== equals);
    const sign = skip(html, at, isBlank);
    if (html.charCodeAt(sign) !== equals) continue;
    at = skip(html, sign + 1, isBlank);
    const quote = html.charAt(at);
    if (quote === '"' || quote === "'") at = after(html, quote, at + 1);
    else at = skip(html, at, (code) => !isBlank(code) && code !== greater);
  }
  return { end: html.length, isClosed: false };
}
