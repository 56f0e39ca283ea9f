import { type HrflowKind, isObject } from "./hrflow-kinds";
import { type HrflowContainer, type HrflowObject, hrflowTime } from "./hrflow-state";

interface WriteContext {
  kind: HrflowKind;
  container: HrflowContainer;
  now: number;
  /** The object that is replaced. */
  previous?: HrflowObject | undefined;
  id: number;
  key: string;
}

/**
 * Returns the object that HrFlow.ai stores for a written one. A replaced object keeps only the fields that HrFlow.ai manages.
 * Unknown fields, such as `geopoint` in a location, are silently dropped.
 */
export function storedObject(written: Record<string, unknown>, context: WriteContext): HrflowObject {
  const { kind, container, now, previous, id, key } = context;
  const { values, lists, nullableLists } = kind;
  const pick = (names: string[], fallback: unknown) =>
    Object.fromEntries(names.map((name) => [name, written[name] ?? fallback]));
  const own =
    kind.name === "profile"
      ? { info: storedInfo(written.info), attachments: previous?.attachments ?? [] }
      : { location: storedLocation(written.location) };
  return {
    id,
    key,
    reference: (written.reference as string | null | undefined) ?? null,
    [`${kind.container}_key`]: container.key,
    [kind.container]: container,
    archive: null,
    archived_at: previous?.archived_at ?? null,
    created_at: written.created_at ?? previous?.created_at ?? hrflowTime(now),
    updated_at: hrflowTime(now),
    ...own,
    ...pick(values, null),
    ...pick(lists, []),
    ...pick(nullableLists, previous ? [] : null),
  };
}

const infoFields = [
  ...["full_name", "first_name", "last_name", "email", "phone", "date_birth"],
  ...["driving_license", "gender", "picture", "summary", "urls"],
];

function storedInfo(info: unknown) {
  const given = isObject(info) ? info : {};
  const fields = Object.fromEntries(infoFields.map((name) => [name, given[name] ?? null]));
  return { ...fields, location: storedLocation(given.location) };
}

function storedLocation(location: unknown) {
  const { text = null, lat = null, lng = null, gmaps = null, fields = null } = isObject(location) ? location : {};
  return { text, lat, lng, gmaps, fields };
}

/** Returns the object as a read or a replace shows it: a location without `fields` has an empty list. */
export function readObject(stored: HrflowObject): HrflowObject {
  const { info, location } = stored;
  return {
    ...stored,
    ...(isObject(info) ? { info: { ...info, location: readLocation(info.location) } } : {}),
    ...(location === undefined ? {} : { location: readLocation(location) }),
  };
}

function readLocation(location: unknown) {
  return isObject(location) ? { ...location, fields: location.fields ?? [] } : location;
}
