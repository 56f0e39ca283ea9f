import { samplePosting } from "./sample-posting";
import { type Vendor, vendorNetwork } from "./vendor-network";

const pageSize = 100;

/** Pages in the vendor's JSON, created once, because the benchmark does not measure the server. Only `next` and the first id change. */
const postings = Array.from({ length: pageSize }, (_, index) => JSON.stringify(samplePosting(index))).join(",");
const start = '{"hasNext":true,"next":"';
const digits = 9;
const page = Buffer.from(`${start}${"0".repeat(digits)}","data":[${postings}]}`);
const idEnd = samplePosting(0).id.slice(-12);
const firstId = page.indexOf(idEnd, start.length + digits);
const lastPage = Buffer.from(`{"hasNext":false,"data":[${postings}]}`);

/** Lever's pages of so many postings. */
export function postingVendor(count: number): Vendor {
  return (url) => {
    const next = Number(url.searchParams.get("offset") ?? 0) + pageSize;
    page.write(String(next).padStart(digits, "0"), start.length);
    // A page with the same records as the one before would be refused.
    page.write(String(next).padStart(idEnd.length, "0"), firstId);
    return { body: next < count ? page : lastPage };
  };
}

/** Returns a `fetch` that responds with Lever's pages of so many postings. */
export const postingPages = (count: number) => vendorNetwork(postingVendor(count)).fetch;
