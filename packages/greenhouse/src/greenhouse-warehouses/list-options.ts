import type { HarvestClient, HarvestV1Client } from "../greenhouse-client";
import { unwrap } from "../greenhouse-error";
import type { EducationOption, OptionKind } from "./education-options";
import { pages } from "./next-page";

/** The most that Greenhouse answers on a page. */
const pageSize = 500;

/** The options of schools, degrees or disciplines in Harvest v3. A cursor stands alone in the query: with anything else, it is refused. */
export function listOptionsV3(client: HarvestClient, kind: OptionKind): AsyncIterable<EducationOption> {
  return pages("cursor", async (cursor) => {
    const query = cursor === undefined ? { custom_field_key: kind, per_page: pageSize } : { cursor };
    const call = await client.GET("/custom_field_options", { params: { query } });
    return { rows: await unwrap(Promise.resolve(call)), response: call.response };
  });
}

const paths = { school_name: "/schools", degree: "/degrees", discipline: "/disciplines" } as const;

/** The same in Harvest v1, where each has a path of its own. */
export function listOptionsV1(client: HarvestV1Client, kind: OptionKind): AsyncIterable<EducationOption> {
  return pages("page", async (page) => {
    const query = { per_page: pageSize, ...(page === undefined ? {} : { page: Number(page) }) };
    const call = await client.GET(paths[kind], { params: { query } });
    return { rows: await unwrap(Promise.resolve(call)), response: call.response };
  });
}
