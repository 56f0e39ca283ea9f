import { setImmediate } from "node:timers/promises";
import { samplePosting } from "./sample-posting";

const pageSize = 100;

/** Pages in the vendor's JSON, created once, because the benchmark does not measure the server. Only `next` changes. */
const postings = Array.from({ length: pageSize }, (_, index) => JSON.stringify(samplePosting(index))).join(",");
const start = '{"hasNext":true,"next":"';
const digits = 9;
const page = Buffer.from(`${start}${"0".repeat(digits)}","data":[${postings}]}`);
const lastPage = Buffer.from(`{"hasNext":false,"data":[${postings}]}`);

/**
 * Returns a `fetch` that responds with Lever's pages of so many postings. Waits one turn of the event loop, as every network does.
 * Otherwise Node never frees the memory of its requests.
 */
export function postingPages(count: number): (request: Request) => Promise<Response> {
  return async (request) => {
    await setImmediate();
    const next = Number(new URL(request.url).searchParams.get("offset") ?? 0) + pageSize;
    page.write(String(next).padStart(digits, "0"), start.length);
    return new Response(next < count ? page : lastPage, { headers: { "content-type": "application/json" } });
  };
}
