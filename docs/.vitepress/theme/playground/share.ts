/** What a link holds. */
export interface Shared {
  direction: "push" | "pull";
  /** The connector's slug. */
  connector: string;
  /** The text of the input. */
  input: string;
  /** The format's code; absent if it is the connector's own. */
  code?: string;
}

const version = "#v1=";
const mostBytes = 1_000_000;

/** Returns the fragment of a link: the whole state, compressed. Servers never receive fragments. */
export async function fragmentOf({ direction, connector, input, code }: Shared): Promise<string> {
  const text = JSON.stringify({ direction, connector, input, ...(code === undefined ? {} : { code }) });
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return version + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Reads what `fragmentOf` returned. Null for the fragment of another kind. Throws an `Error` for people if a link is damaged. */
export async function readFragment(fragment: string): Promise<Shared | null> {
  if (!fragment.startsWith(version)) return null;
  let shared: unknown;
  try {
    const binary = atob(fragment.slice(version.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = new Blob([Uint8Array.from(binary, (char) => char.charCodeAt(0))]).stream();
    shared = JSON.parse(await textOf(packed.pipeThrough(new DecompressionStream("deflate-raw"))));
  } catch {
    throw new Error("The link is damaged: its last part may be missing. The page shows the example instead.");
  }
  if (!isShared(shared)) throw new Error("The link holds nothing that this page knows. It shows the example instead.");
  return shared;
}

/** A small link can unpack to more than a page can hold. */
async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let [text, size] = ["", 0];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > mostBytes) throw new Error("too large");
    text += decoder.decode(next.value, { stream: true });
  }
  return text + decoder.decode();
}

function isShared(value: unknown): value is Shared {
  const { direction, connector, input, code } = Object(value) as Record<string, unknown>;
  const isKnown = direction === "push" || direction === "pull";
  return isKnown && [connector, input, code ?? ""].every((text) => typeof text === "string");
}
