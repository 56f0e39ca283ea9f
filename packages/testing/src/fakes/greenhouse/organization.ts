/** The fields of every record. Like the vendor's, ids are above 2^31. */
export interface Dated {
  id: number;
  created_at: string;
  updated_at: string;
}

/** A job, with the field names of Harvest v3. */
export interface GreenhouseFakeJob extends Dated {
  name: string;
  requisition_id: string | null;
  /** HTML. */
  notes: string | null;
  confidential: boolean;
  status: "open" | "draft" | "closed";
  opened_at: string | null;
  closed_at: string | null;
  is_template: boolean | null;
  copied_from_id: number | null;
  department_id: number | null;
  office_ids: number[] | null;
  /** By key, with the names and types of Harvest v3. Default: none. */
  custom_fields?: Record<string, { name: string; type: string; value: unknown }>;
}

/** A job as a board shows it, with the field names of Harvest v3. */
export interface GreenhouseFakeJobPost extends Dated {
  job_id: number | null;
  job_board_id: number;
  title: string;
  internal: boolean;
  /** False for a deleted post. Lists show those only on request. */
  active: boolean;
  live: boolean;
  featured: boolean;
  first_published_at: string | null;
  /** HTML. */
  content: string | null;
  internal_content: string | null;
  language: string | null;
  public_url: string | null;
}

/** Where a post says that the job is, with the field names of Harvest v3. */
export interface GreenhouseFakeJobPostLocation extends Dated {
  job_post_id: number;
  plain_text_location: string | null;
  office_id: number | null;
  type: "free_text" | "office" | "custom_list";
  custom_location_id: number | null;
}

/** A department, with the field names of Harvest v3. */
export interface GreenhouseFakeDepartment extends Dated {
  name: string;
  parent_id: number | null;
  external_id: string | null;
}

/** An office, with the field names of Harvest v3. */
export interface GreenhouseFakeOffice extends GreenhouseFakeDepartment {
  location: string | null;
  primary_in_house_contact_user_id: number | null;
}

/** A user, with the field names of Harvest v3. A service account has no email address. */
export interface GreenhouseFakeUser extends Dated {
  first_name: string | null;
  last_name: string | null;
  name: string | null;
  primary_email: string;
  deactivated: boolean;
  site_admin: boolean;
  employee_id: string | null;
  emails: string[];
}

/** The records that an account has before anybody applies. */
export interface Organization {
  jobs: GreenhouseFakeJob[];
  jobPosts: GreenhouseFakeJobPost[];
  jobPostLocations: GreenhouseFakeJobPostLocation[];
  departments: GreenhouseFakeDepartment[];
  offices: GreenhouseFakeOffice[];
  users: GreenhouseFakeUser[];
}

/** A record of which absent fields get defaults, or only its id. */
export type Seed<Row extends Dated> = number | ({ id: number } & Partial<Row>);

export interface OrganizationSeed {
  jobs?: readonly Seed<GreenhouseFakeJob>[];
  jobPosts?: readonly Seed<GreenhouseFakeJobPost>[];
  jobPostLocations?: readonly Seed<GreenhouseFakeJobPostLocation>[];
  departments?: readonly Seed<GreenhouseFakeDepartment>[];
  offices?: readonly Seed<GreenhouseFakeOffice>[];
  users?: readonly Seed<GreenhouseFakeUser>[];
}

export const seededAt = "2026-01-05T08:00:00.000Z";

export function createOrganization(seed: OrganizationSeed): Organization {
  const { jobs, jobPosts, jobPostLocations, departments, offices, users } = seed;
  const group = (name: string) => ({ name, parent_id: null, external_id: null });
  return {
    jobs: rows(jobs, (id) => ({
      ...{ name: `Job ${id}`, requisition_id: null, notes: null, confidential: false, status: "open" },
      ...{ opened_at: seededAt, closed_at: null, is_template: false, copied_from_id: null },
      ...{ department_id: null, office_ids: [] },
    })),
    jobPosts: rows(jobPosts, (id) => ({
      ...{ job_id: null, job_board_id: 1, title: `Post ${id}`, internal: false, active: true, live: true },
      ...{ featured: false, first_published_at: seededAt, content: null, internal_content: null, language: "en" },
      public_url: `https://boards.greenhouse.io/example/jobs/${id}`,
    })),
    jobPostLocations: rows(jobPostLocations, () => ({
      ...{ job_post_id: 0, plain_text_location: null, office_id: null, type: "free_text", custom_location_id: null },
    })),
    departments: rows(departments, (id) => group(`Department ${id}`)),
    offices: rows(offices, (id) => ({
      ...{ ...group(`Office ${id}`), location: null, primary_in_house_contact_user_id: null },
    })),
    users: rows(users, (id) => ({
      ...{ first_name: "User", last_name: `${id}`, name: `User ${id}`, primary_email: `user-${id}@example.com` },
      ...{ deactivated: false, site_admin: true, employee_id: null, emails: [`user-${id}@example.com`] },
    })),
  };
}

export function rows<Row extends Dated>(
  seeds: readonly Seed<Row>[] = [],
  defaults: (id: number) => Omit<Row, keyof Dated>,
): Row[] {
  return seeds.map((seed) => {
    const given = typeof seed === "number" ? { id: seed } : structuredClone(seed);
    return { created_at: seededAt, updated_at: seededAt, ...defaults(given.id), ...given } as Row;
  });
}

export const idOf = (seed: number | { id: number }) => (typeof seed === "number" ? seed : seed.id);
