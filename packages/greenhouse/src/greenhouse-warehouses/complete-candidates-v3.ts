import type { Api } from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { GreenhouseCandidateRecord } from "../formats/greenhouse-records";
import type { GreenhouseCandidate, GreenhouseHarvestPaths } from "../greenhouse-types";
import { createFinder, groupBy, idGroups } from "./read-parts";
import { allRecordsV3, listRecordsV3 } from "./responses";

type V3Api = Api<GreenhouseHarvestPaths>;

/** The lists of what belongs to candidates. */
export function partLists(api: V3Api) {
  return [
    (query: object) => api.response.GET("/applications", { params: { query } }),
    (query: object) => api.response.GET("/candidate_employments", { params: { query } }),
    (query: object) => api.response.GET("/candidate_educations", { params: { query } }),
    (query: object) => api.response.GET("/attachments", { params: { query } }),
  ] as const;
}

/** Returns a function that adds to at most 50 candidates what belongs to them. */
export function completeCandidates(
  api: V3Api,
): (candidates: GreenhouseCandidate[]) => Promise<GreenhouseCandidateRecord[]> {
  const options = createFinder((ids) =>
    listRecordsV3({ ids }, (query) => api.response.GET("/custom_field_options", { params: { query } })),
  );
  return async (candidates) => {
    if (candidates.length === 0) return [];
    const query = { candidate_ids: candidates.map(({ id }) => id) };
    const [listApplications, listEmployments, listEducations, listAttachments] = partLists(api);
    const applying = allRecordsV3(query, listApplications);
    const [applied, employed, taught, filed] = await Promise.all([
      applying,
      allRecordsV3(query, listEmployments),
      allRecordsV3(query, listEducations),
      // Every file names its application, and not every one its candidate.
      applying.then((rows) =>
        Promise.all(
          idGroups(rows.map(({ id }) => id)).map((application_ids) =>
            allRecordsV3({ application_ids }, listAttachments),
          ),
        ),
      ),
    ]);
    const applicants = new Map(applied.map(({ id, candidate_id }) => [id, candidate_id]));
    const applications = groupBy(applied, ({ candidate_id }) => candidate_id);
    const employments = groupBy(employed, ({ candidate_id }) => candidate_id);
    const educations = groupBy(taught, ({ candidate_id }) => candidate_id);
    const attachments = groupBy(filed.flat(), (file) => file.candidate_id ?? applicants.get(file.application_id));
    const names = await options(
      taught.flatMap((education) => [
        education.school_name_custom_field_option_id,
        education.degree_custom_field_option_id,
        education.discipline_custom_field_option_id,
      ]),
    );
    const nameOf = (id: number | null | undefined) => names.get(id ?? 0)?.name;
    return candidates.map((candidate) => ({
      ...candidate,
      applications: applications.get(candidate.id) ?? [],
      employments: employments.get(candidate.id) ?? [],
      educations: (educations.get(candidate.id) ?? []).map((education) => ({
        ...education,
        ...compact({
          school_name: nameOf(education.school_name_custom_field_option_id),
          degree: nameOf(education.degree_custom_field_option_id),
          discipline: nameOf(education.discipline_custom_field_option_id),
        }),
      })),
      attachments: (attachments.get(candidate.id) ?? []).map(({ url: _, ...file }) => file),
    }));
  };
}
