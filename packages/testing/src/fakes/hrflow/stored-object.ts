import { type HrflowKind, isObject } from "./hrflow-kinds";
import { type HrflowContainer, type HrflowObject, hrflowTime } from "./hrflow-state";

interface Circumstances {
  kind: HrflowKind;
  container: HrflowContainer;
  now: number;
  /** What a replace takes the place of. */
  earlier?: HrflowObject | undefined;
  id: number;
  key: string;
}

/**
 * What HrFlow.ai keeps of an object that is sent. Nothing of an earlier one is kept but what HrFlow.ai manages itself.
 * Fields that it does not know, such as `geopoint` in a location, are dropped without a word.
 */
export function storedObject(written: Record<string, unknown>, circumstances: Circumstances): HrflowObject {
  const { kind, container, now, earlier, id, key } = circumstances;
  const { values, lists, nullableLists } = kind;
  const pick = (names: string[], absent: unknown) =>
    Object.fromEntries(names.map((name) => [name, written[name] ?? absent]));
  const own =
    kind.name === "profile"
      ? { info: storedInfo(written.info), attachments: earlier?.attachments ?? [] }
      : { location: storedLocation(written.location) };
  return {
    id,
    key,
    reference: (written.reference as string | null | undefined) ?? null,
    [`${kind.container}_key`]: container.key,
    [kind.container]: container,
    archive: null,
    archived_at: earlier?.archived_at ?? null,
    created_at: written.created_at ?? earlier?.created_at ?? hrflowTime(now),
    updated_at: hrflowTime(now),
    ...own,
    ...pick(values, null),
    ...pick(lists, []),
    ...pick(nullableLists, earlier ? [] : null),
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

/** The same as it is answered after a read or a replace: there, fields of places that are not known are an empty list. */
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
