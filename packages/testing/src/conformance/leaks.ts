/** Returns the secrets that a text holds, in any usual spelling. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)));
}

function spellingsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret);
  const lower = encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const entities = secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const base64 = [0, 1, 2].map((offset) => base64Within(secret, offset));
  return [secret, escaped, encoded, lower, encodeURIComponent(encoded), entities, ...base64];
}

/** The base64 characters that depend only on the text if `offset` other bytes precede it. */
function base64Within(text: string, offset: number): string {
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6)];
  const latin = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(" ".repeat(offset) + latin).slice(from, to);
}
