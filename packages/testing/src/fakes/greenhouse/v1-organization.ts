import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseState } from "./greenhouse-state";
import type {
  GreenhouseFakeDepartment,
  GreenhouseFakeJob,
  GreenhouseFakeOffice,
  GreenhouseFakeUser,
} from "./organization";
import { type Call, notFound, ok } from "./responses";
import { isInTime, page } from "./v1-page";

/** Returns the reads of jobs, departments, offices and users of Harvest v1. */
export function organizationReads(base: string): FakeRoute<GreenhouseState>[] {
  return [
    ...reads(base, "/jobs", ({ state, query }) => state.jobs.filter((job) => isSelected(query, job)), jobView),
    ...reads(base, "/departments", ({ state }) => state.departments, departmentView),
    ...reads(base, "/offices", ({ state }) => state.offices, officeView),
    ...reads(base, "/users", ({ state, query }) => state.users.filter((user) => hasEmail(query, user)), userView),
  ];
}

type Row = { id: number; created_at: string; updated_at: string };

/** Returns the list, and the read of one. */
function reads<Item extends Row>(
  base: string,
  path: string,
  rows: (call: Call) => Item[],
  view: (row: Item, state: GreenhouseState) => object,
): FakeRoute<GreenhouseState>[] {
  const list = (call: Call): FakeResponse => {
    const found = rows(call).filter((row) => isInTime(call.query, row));
    return page(
      base,
      call,
      found.map((row) => view(row, call.state)),
    );
  };
  const read = (call: Call): FakeResponse => {
    const found = rows(call).find(({ id }) => String(id) === call.params.id);
    return found ? ok(view(found, call.state)) : notFound();
  };
  return [
    { method: "GET", path, handle: list },
    { method: "GET", path: `${path}/{id}`, handle: read },
  ];
}

function isSelected(query: URLSearchParams, { status, requisition_id, department_id, office_ids }: GreenhouseFakeJob) {
  const values = { status: [status], requisition_id: [requisition_id], department_id: [department_id] };
  return Object.entries({ ...values, office_id: office_ids ?? [] }).every(
    ([name, accepted]) => !query.has(name) || accepted.some((value) => String(value) === query.get(name)),
  );
}

/** A user is found by any of their addresses. */
function hasEmail(query: URLSearchParams, { primary_email, emails }: GreenhouseFakeUser): boolean {
  const email = query.get("email")?.toLowerCase();
  return email === undefined || [primary_email, ...emails].some((known) => known.toLowerCase() === email);
}

function jobView({ department_id, office_ids, custom_fields = {}, ...job }: GreenhouseFakeJob, state: GreenhouseState) {
  const departments = state.departments.filter(({ id }) => id === department_id);
  const offices = state.offices.filter(({ id }) => office_ids?.includes(id));
  return {
    ...job,
    departments: departments.map((department) => departmentView(department, state)),
    offices: offices.map((office) => officeView(office, state)),
    custom_fields: Object.fromEntries(Object.entries(custom_fields).map(([key, { value }]) => [key, value])),
    keyed_custom_fields: custom_fields,
    hiring_team: { hiring_managers: [], recruiters: [], coordinators: [], sourcers: [] },
    openings: [],
  };
}

function departmentView({ id, name, parent_id, external_id }: GreenhouseFakeDepartment, { departments }: Groups) {
  return { id, name, parent_id, child_ids: childrenOf(id, departments), external_id };
}

function officeView(office: GreenhouseFakeOffice, { offices }: Pick<GreenhouseState, "offices">) {
  const { id, name, location, parent_id, external_id, primary_in_house_contact_user_id } = office;
  return {
    ...{ id, name, location: { name: location }, primary_contact_user_id: primary_in_house_contact_user_id },
    ...{ parent_id, child_ids: childrenOf(id, offices), external_id },
  };
}

type Groups = Pick<GreenhouseState, "departments">;

function childrenOf(parent: number, groups: GreenhouseFakeDepartment[]): number[] {
  return groups.filter(({ parent_id }) => parent_id === parent).map(({ id }) => id);
}

function userView({ primary_email, deactivated, ...user }: GreenhouseFakeUser) {
  const lists = { linked_candidate_ids: [], offices: [], departments: [] };
  return { ...user, primary_email_address: primary_email, disabled: deactivated, ...lists };
}
