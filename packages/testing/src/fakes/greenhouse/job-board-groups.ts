import type { BoardJob } from "./responses";

/** A department or office in a job. */
interface Group {
  id: number;
  name: string;
  parent_id?: number | null;
}

/** Returns the departments of a board, with their jobs. */
export function boardDepartments(jobs: BoardJob[], asTree: boolean) {
  return arranged(departmentsOf(jobs), asTree);
}

/** Returns the offices of a board, with the departments of their jobs. */
export function boardOffices(jobs: BoardJob[], asTree: boolean) {
  const offices = groupsIn(jobs, "offices").map((office) => {
    const own = jobs.filter((job) => isIn(job, "offices", office));
    return { ...office, departments: arranged(departmentsOf(own), asTree) };
  });
  return arranged(offices, asTree);
}

/** Returns the sections of prospect posts, which have no job. The fake has one. */
export function boardSections(jobs: BoardJob[]) {
  const posts = jobs.filter(({ internal_job_id }) => internal_job_id === null);
  return posts.length === 0 ? [] : [{ id: 1, name: "Prospects", jobs: posts.map(summary) }];
}

function departmentsOf(jobs: BoardJob[]) {
  return groupsIn(jobs, "departments").map((department) => ({
    ...department,
    jobs: jobs.filter((job) => isIn(job, "departments", department)).map(summary),
  }));
}

function groupsIn(jobs: BoardJob[], field: "departments" | "offices"): Group[] {
  const all = jobs.flatMap((job) => groupsOf(job, field)).map((group) => [group.id, group] as const);
  return [...new Map(all).values()];
}

function isIn(job: BoardJob, field: "departments" | "offices", { id }: Group): boolean {
  return groupsOf(job, field).some((group) => group.id === id);
}

function groupsOf(job: BoardJob, field: "departments" | "offices"): Group[] {
  return Array.isArray(job[field]) ? job[field] : [];
}

/** Returns the groups with the ids of their children, or as a tree. A group whose parent is unknown is a root. */
function arranged<Item extends Group>(groups: Item[], asTree: boolean): (Item & object)[] {
  const childrenOf = (parent: Item) => groups.filter(({ parent_id }) => parent_id === parent.id);
  if (!asTree) {
    const ids = (group: Item) => childrenOf(group).map(({ id }) => id);
    return groups.map((group) => ({ ...group, parent_id: group.parent_id ?? null, child_ids: ids(group) }));
  }
  const node = ({ parent_id: _, ...group }: Item): Item & object =>
    ({ ...group, children: childrenOf(group as unknown as Item).map(node) }) as unknown as Item;
  return groups.filter(({ parent_id }) => !groups.some(({ id }) => id === parent_id)).map(node);
}

const shownInGroups = ["id", "title", "location", "updated_at", "absolute_url", "language"];

function summary(job: BoardJob): BoardJob {
  return Object.fromEntries(Object.entries(job).filter(([name]) => shownInGroups.includes(name)));
}
