import { toBase64 } from "../formats/base64";

/** The value of a Basic `Authorization` header, also for names and passwords outside Latin 1. */
export function basicAuthorization(userName: string, password = ""): string {
  return `Basic ${toBase64(new TextEncoder().encode(`${userName}:${password}`))}`;
}
