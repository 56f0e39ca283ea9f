import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import { isObject } from "./hrflow-kinds";
import { type Call, failure, success } from "./hrflow-responses";
import type { HrflowState } from "./hrflow-state";

/** What a text says of a job: fields of a job, such as its skills. */
export type ReadJob = (text: string) => Record<string, unknown>;

/** Returns the route that parses texts. Of a job, it returns what `readJob` finds, and of other objects nothing. */
export function textRoutes(readJob: ReadJob): FakeRoute<HrflowState>[] {
  return [{ method: "POST", path: "/text/parsing", handle: (call) => parseTexts(call, readJob) }];
}

function parseTexts({ json }: Call, readJob: ReadJob): FakeResponse {
  const { texts, output_object } = isObject(json) ? json : {};
  const isList = Array.isArray(texts) && texts.length > 0 && texts.length < 32;
  if (!isList || texts.some((text) => typeof text !== "string")) return failure(400, "Invalid texts");
  const results = texts.map((text: string) => {
    if (output_object === "job") return { job: { ...emptyJob, ...readJob(text) } };
    return output_object === "profile" ? { profile: {} } : { text, entities: [], parsing: {} };
  });
  return success(200, "Parsing results", results);
}

/** As HrFlow.ai returns it: the key is an empty text, which must not be stored. */
const emptyJob = {
  ...{ key: "", reference: null, board_key: "", name: null, created_at: null },
  location: { text: null, lat: null, lng: null, gmaps: null, fields: null },
  ...{ sections: [], skills: [], tags: [] },
};
