/** The value of a Basic `Authorization` header, also for names and passwords outside Latin 1. */
export function basicAuthorization(userName: string, password = ""): string {
  const bytes = new TextEncoder().encode(`${userName}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}
