/** Below this difference a `Date` header, which is in whole seconds, says nothing of our clock. */
const skewMs = 2_000;

export function numberIn(headers: Headers, name: string): number | null {
  const value = headers.get(name)?.trim();
  if (!value) return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** When a window ends by our clock; null without a usable header. Whoever's clock is off, the `Date` header tells by how much. */
export function resetTime(headers: Headers, name: string, now: number): number | null {
  const value = headers.get(name)?.trim();
  if (!value) return null;
  const number = Number(value);
  const time = Number.isFinite(number) ? (number > 1e11 ? number : number * 1000) : Date.parse(value);
  if (Number.isNaN(time)) return null;
  const skew = now - Date.parse(headers.get("date") ?? "");
  return Math.abs(skew) > skewMs ? time + skew : time;
}
