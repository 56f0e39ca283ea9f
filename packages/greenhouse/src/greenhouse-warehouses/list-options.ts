import type { HarvestClient, HarvestV1Client } from "../greenhouse-client";
import type { EducationOption, OptionKind } from "./education-options";
import { listRecordsV1, listRecordsV3 } from "./list-records";

/** The options of schools, degrees or disciplines in Harvest v3. */
export function listOptionsV3(client: HarvestClient, kind: OptionKind): AsyncIterable<EducationOption> {
  return listRecordsV3({ custom_field_key: kind }, (query) =>
    client.GET("/custom_field_options", { params: { query } }),
  );
}

const paths = { school_name: "/schools", degree: "/degrees", discipline: "/disciplines" } as const;

/** The same in Harvest v1, where each has a path of its own. */
export function listOptionsV1(client: HarvestV1Client, kind: OptionKind): AsyncIterable<EducationOption> {
  return listRecordsV1({}, (query) => client.GET(paths[kind], { params: { query } }));
}
