import type { FakeResponse } from "../engine/fake-types";
import { type Call, ok, refuse, withHeaders } from "./responses";

/** Returns one page of a list. The `Link` header has the URLs of the next, previous and last page, if they exist. */
export function page(base: string, { query, path }: Call, rows: object[]): FakeResponse {
  const size = Number(query.get("per_page") ?? 100);
  const number = Number(query.get("page") ?? 1);
  if (!Number.isInteger(size) || size < 1 || size > 500) return refuse("per_page", "must be from 1 to 500");
  if (!Number.isInteger(number) || number < 1) return refuse("page", "must be at least 1");
  const count = Math.max(1, Math.ceil(rows.length / size));
  const link = (target: number, relation: string) => {
    const search = new URLSearchParams(query);
    search.set("page", String(target));
    return `<${base}${path}?${search}>; rel="${relation}"`;
  };
  const links = [
    ...(number < count ? [link(number + 1, "next")] : []),
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(count > 1 && query.get("skip_count") !== "true" ? [link(count, "last")] : []),
  ];
  const response = ok(rows.slice((number - 1) * size, number * size));
  return links.length > 0 ? withHeaders(response, { link: links.join(", ") }) : response;
}

/** Returns whether a record passes the filters of its times. They include `_after` and exclude `_before`. */
export function isInTime(query: URLSearchParams, record: { created_at: string; updated_at: string }): boolean {
  return isWithin(query, "created", record.created_at) && isWithin(query, "updated", record.updated_at);
}

function isWithin(query: URLSearchParams, name: string, value: string): boolean {
  const at = Date.parse(value);
  const after = query.get(`${name}_after`);
  const before = query.get(`${name}_before`);
  return (after === null || at >= Date.parse(after)) && (before === null || at < Date.parse(before));
}
