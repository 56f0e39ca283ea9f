import { formatProfile, type GreenhouseCandidateRecord, greenhouse } from "@hrflow-connectors/greenhouse";
import {
  createHarvestClient,
  createHarvestV1Client,
  type GreenhouseCandidate,
  type GreenhouseV1Candidate,
} from "@hrflow-connectors/greenhouse/client";
import { harvestV1Vendor } from "./harvest-v1-vendor";
import { harvestV3Vendor } from "./harvest-v3-vendor";
import { cursorOf, dataOf, deliveredBy, groupsOf, optionsOf, type Pull, source, timeLimit } from "./pull";

/** So many ids in a request, and so many groups at once, as the action has. */
const groupSize = 50;
const sideBySide = 8;

export const greenhouseV3Profiles: Pull = {
  name: "greenhouse.pullProfileList, Harvest v3",
  counts: { atOnce: 8_000, slow: 4_000 },
  vendor: harvestV3Vendor,
  run: (deliver, fetch) =>
    greenhouse.pullProfileList(
      {
        ...deliveredBy(deliver),
        originParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" },
        targetParameters: source,
      },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const harvest = createHarvestClient({ auth: "not-a-real-token", fetch });
    const names = new Map<number, string>();
    const nameOf = (id: number | null | undefined) => names.get(id ?? 0) ?? null;
    const complete = async (candidates: GreenhouseCandidate[]) => {
      const query = { candidate_ids: candidates.map(({ id }) => id), per_page: 500 };
      const [applications, employments, educations, attachments] = await Promise.all([
        dataOf(harvest.GET("/applications", { params: { query }, signal: timeLimit() })),
        dataOf(harvest.GET("/candidate_employments", { params: { query }, signal: timeLimit() })),
        dataOf(harvest.GET("/candidate_educations", { params: { query }, signal: timeLimit() })),
        dataOf(harvest.GET("/attachments", { params: { query }, signal: timeLimit() })),
      ]);
      const options = educations.flatMap((one) => [
        one.school_name_custom_field_option_id,
        one.degree_custom_field_option_id,
        one.discipline_custom_field_option_id,
      ]);
      const missing = [...new Set(options)].filter((id) => typeof id === "number").filter((id) => !names.has(id));
      for (const ids of groupsOf(missing, groupSize)) {
        const params = { query: { ids, per_page: 500 } };
        for (const { id, name } of await dataOf(harvest.GET("/custom_field_options", { params, signal: timeLimit() })))
          names.set(id, name);
      }
      const named = educations.map((one) => ({
        ...one,
        school_name: nameOf(one.school_name_custom_field_option_id),
        degree: nameOf(one.degree_custom_field_option_id),
        discipline: nameOf(one.discipline_custom_field_option_id),
      }));
      return candidates.map((candidate) => {
        const isOwn = (row: { candidate_id?: number | null }) => row.candidate_id === candidate.id;
        return formatProfile({
          ...candidate,
          applications: applications.filter(isOwn),
          employments: employments.filter(isOwn),
          educations: named.filter(isOwn),
          attachments: attachments.filter(isOwn),
        });
      });
    };
    let cursor: string | undefined;
    do {
      const query = cursor ? { cursor } : { private: false, per_page: 500 };
      const { data, response } = await harvest.GET("/candidates", { params: { query }, signal: timeLimit() });
      if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
      for (const groups of groupsOf(groupsOf(data as GreenhouseCandidate[], groupSize), sideBySide)) {
        for (const item of (await Promise.all(groups.map(complete))).flat()) deliver(item);
      }
      cursor = cursorOf(response);
    } while (cursor !== undefined);
  },
};

export const greenhouseV1Profiles: Pull = {
  name: "greenhouse.pullProfileList, Harvest v1",
  counts: { atOnce: 8_000, slow: 8_000 },
  vendor: harvestV1Vendor,
  run: (deliver, fetch) =>
    greenhouse.pullProfileList(
      {
        ...deliveredBy(deliver),
        originParameters: { auth: "not-a-real-key", onBehalfOf: "1" },
        targetParameters: source,
      },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const harvest = createHarvestV1Client({ auth: "not-a-real-key", fetch });
    let page: string | undefined;
    do {
      const query = { per_page: 500, skip_count: true, ...(page === undefined ? {} : { page: Number(page) }) };
      const { data, response } = await harvest.GET("/candidates", { params: { query }, signal: timeLimit() });
      if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
      for (const candidate of data) {
        if (!candidate.is_private) deliver(formatProfile(recordOf(candidate)));
      }
      page = cursorOf(response, "page");
    } while (page !== undefined);
  },
};

/** The mapping expects the spelling of v3. */
function recordOf(candidate: GreenhouseV1Candidate): GreenhouseCandidateRecord {
  const { applications = [], educations = [], employments = [], attachments = [], ...own } = candidate;
  return {
    ...own,
    private: own.is_private ?? null,
    last_activity_at: own.last_activity ?? null,
    custom_fields: own.keyed_custom_fields as GreenhouseCandidateRecord["custom_fields"],
    applications: applications.map(({ applied_at, location, current_stage, jobs = [], source, ...application }) => ({
      ...(application as GreenhouseCandidateRecord["applications"][number]),
      jobs,
      source: source ?? null,
      ...(applied_at === undefined ? {} : { created_at: applied_at }),
      location_address: location?.address ?? null,
      stage_name: current_stage?.name ?? null,
      job_interview_stage_id: current_stage?.id ?? null,
      source_id: source?.id ?? null,
      job_id: jobs[0]?.id ?? null,
    })),
    educations: educations.map(({ start_date, end_date, ...education }) => ({
      ...education,
      start_at: start_date ?? null,
      end_at: end_date ?? null,
    })),
    employments,
    attachments: attachments.map(({ url: _, ...file }) => file),
  };
}
