/** User name and password of HTTP Basic; undefined where none are sent, or none that can be read. */
export function basicCredential(headers: Headers): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (encoded === undefined) return undefined;
  try {
    const decoded = new TextDecoder().decode(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)));
    const colon = decoded.indexOf(":");
    return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
