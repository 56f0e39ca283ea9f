import { compact, distinct, isoInstant, listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobSections, vendorTag } from "@hrflow-connectors/hrflow-client/warehouses";
import { customFieldTags, type GreenhouseHarvestJobRecord } from "./greenhouse-records";

type Tags = NonNullable<HrflowJobItem["tags"]>;
type Post = GreenhouseHarvestJobRecord["posts"][number];

const ofPosts = [
  ...["title", "url", "active", "live", "internal", "featured", "language", "location", "first_published_at"],
  ...["created_at", "updated_at", "job_board_id"],
];

/** Names of what only jobs of Harvest v3 have. */
export const harvestJobTags = [
  ...["status", "live", "confidential", "job_name", "opened_at", "closed_at", "created_at", "is_template"],
  "copied_from_id",
  ...ofPosts.map((name) => `post_${name}`),
];

/** The mapping of a job that was read by Harvest v3. Its title, link, place and content are those of its post, if it has one. */
export function formatHarvestJob(job: GreenhouseHarvestJobRecord): HrflowJobItem {
  const [post] = [...listOf(job.posts)].sort((a, b) => rankOf(a) - rankOf(b));
  const shown = post && rankOf(post) < ranks.length ? post : undefined;
  return {
    reference: String(job.id),
    name: trimmed(shown?.title) ?? trimmed(job.name) ?? "",
    location: { text: placeOf(job, shown) ?? null, lat: null, lng: null },
    // HTML that is not escaped, other than on a board. The internal content is for employees alone.
    sections: jobSections("greenhouse", { description: shown?.content }),
    ...compact({ url: trimmed(shown?.public_url), created_at: isoInstant(job.created_at) }),
    tags: tagsOf(job, shown),
    metadatas: [...jobFields(job), ...listOf(job.posts).flatMap(postFields)],
  };
}

/** Which post of a job shows it best, first that of a public board. A deleted one shows nothing. */
const ranks: ((post: Post) => boolean)[] = [
  ({ live, internal }) => live === true && internal !== true,
  ({ live }) => live === true,
  ({ internal }) => internal !== true,
  () => true,
];

function rankOf(post: Post): number {
  const rank = post.active === false ? -1 : ranks.findIndex((isSo) => isSo(post));
  return rank < 0 ? ranks.length : rank;
}

function placeOf({ offices, office_ids }: GreenhouseHarvestJobRecord, post: Post | undefined): string | undefined {
  const officeOf = (id: number | null | undefined) => {
    const office = listOf(offices).find((one) => one.id === id);
    return trimmed(office?.location) ?? trimmed(office?.name);
  };
  const written = listOf(post?.locations).map((one) => trimmed(one.plain_text_location) ?? officeOf(one.office_id));
  return distinct([...written, ...listOf(office_ids).map(officeOf)])[0];
}

function tagsOf(job: GreenhouseHarvestJobRecord, shown: Post | undefined): Tags {
  const { department, offices, custom_fields } = job;
  return [
    ...vendorTag("greenhouse_department-name", department?.name),
    ...vendorTag("greenhouse_department-id", department?.id ?? job.department_id),
    ...listOf(offices).flatMap(({ name, location, id }) => [
      ...vendorTag("greenhouse_office-name", name),
      ...vendorTag("greenhouse_office-location", location),
      ...vendorTag("greenhouse_office-id", id),
    ]),
    ...vendorTag("greenhouse_status", job.status),
    ...vendorTag(
      "greenhouse_live",
      listOf(job.posts).some((post) => post.live === true && post.active !== false),
    ),
    ...vendorTag("greenhouse_confidential", job.confidential),
    ...vendorTag("greenhouse_language", shown?.language),
    ...customFieldTags("greenhouse", custom_fields),
  ];
}

/** What HrFlow.ai has no field for. The notes are left out: candidates may read what is on a board. */
function jobFields(job: GreenhouseHarvestJobRecord): Tags {
  return [
    ...vendorTag("greenhouse_job_name", job.name),
    ...vendorTag("greenhouse_updated_at", timeOf(job.updated_at)),
    ...vendorTag("greenhouse_opened_at", timeOf(job.opened_at)),
    ...vendorTag("greenhouse_closed_at", timeOf(job.closed_at)),
    ...(isoInstant(job.created_at) === undefined ? vendorTag("greenhouse_created_at", job.created_at) : []),
    ...vendorTag("greenhouse_requisition_id", job.requisition_id),
    ...vendorTag("greenhouse_is_template", job.is_template),
    ...vendorTag("greenhouse_copied_from_id", job.copied_from_id),
  ];
}

function postFields(post: Post): Tags {
  const prefix = `greenhouse_post_${post.id}`;
  const fields: Record<string, unknown> = {
    title: post.title,
    url: post.public_url,
    active: post.active,
    live: post.live,
    internal: post.internal,
    featured: post.featured,
    language: post.language,
    location: listOf(post.locations).map(({ plain_text_location }) => plain_text_location),
    first_published_at: timeOf(post.first_published_at),
    created_at: timeOf(post.created_at),
    updated_at: timeOf(post.updated_at),
    job_board_id: post.job_board_id,
  };
  return Object.entries(fields).flatMap(([name, value]) => vendorTag(`${prefix}_${name}`, value));
}

const timeOf = (value: unknown) => isoInstant(value) ?? value;
