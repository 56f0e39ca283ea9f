/** What a reader of a guide does: runs a command, or writes a file. */
export interface Step {
  /** Such as `docs/connector-guide.md:12`. */
  place: string;
  /** The file that the block is, from the folder that the reader is in. Undefined for a command. */
  file?: string;
  text: string;
}

/** Begins the paragraph before a block that shows another way, which is not followed. */
const alternative = /^Alternatively\b/;

/**
 * Returns the steps of a page, in its order: an `sh` block is a command, and a block with a file name after its language is a file. Throws
 * for a block that is neither, and whose paragraph does not begin with "Alternatively".
 */
export function readSteps(page: string, name: string): Step[] {
  const steps: Step[] = [];
  const lines = page.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const [, indent = "", fence, info = ""] = /^([ >\t]*)(`{3,}|~{3,})(.*)$/.exec(lines[index] ?? "") ?? [];
    if (fence === undefined) continue;
    const place = `${name}:${index + 1}`;
    const end = lines.findIndex((line, at) => at > index && line.trim() === fence);
    if (end < 0) throw new Error(`${place}: the block has no end`);
    if (indent !== "") throw new Error(`${place}: the block is indented: its text would not be what is meant`);
    const text = lines.slice(index + 1, end).join("\n");
    const paragraph = paragraphBefore(lines, index);
    index = end;
    if (alternative.test(paragraph)) continue;
    if (text.trim() === "") throw new Error(`${place}: the block is empty`);
    const [language = "", file, ...others] = info.trim().split(/\s+/);
    if (language === "sh" && file === undefined) steps.push({ place, text });
    else if (file !== undefined && others.length === 0) steps.push({ place, file, text: `${text}\n` });
    else {
      throw new Error(
        `${place}: the block "${info.trim()}" is neither a command nor a file: call it "sh", name its file, or begin the paragraph before it with "Alternatively"`,
      );
    }
  }
  if (steps.length === 0) throw new Error(`${name} has no steps`);
  return steps;
}

function paragraphBefore(lines: readonly string[], index: number): string {
  let end = index;
  while (end > 0 && lines[end - 1]?.trim() === "") end--;
  let start = end;
  while (start > 0 && lines[start - 1]?.trim() !== "") start--;
  return lines.slice(start, end).join(" ");
}
