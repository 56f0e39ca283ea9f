import { bool, type Check, type Fields, filled, id, listOf, object, oneOf, text } from "./body-checks";
import type { GreenhouseAddress, GreenhouseCustomField, GreenhouseFakeCandidate } from "./greenhouse-state";

const address = (...types: string[]): Check => listOf(object({ required: { value: text, type: oneOf(...types) } }));

/** The fields of a candidate in both versions, except the custom fields. */
const shared: Record<string, Check> = {
  company: text,
  title: text,
  is_private: bool,
  tags: listOf(text),
  phone_numbers: address("home", "work", "mobile", "skype", "other"),
  email_addresses: address("personal", "work", "other"),
  addresses: address("home", "work", "other"),
  website_addresses: address("personal", "company", "portfolio", "blog", "other"),
  social_media_addresses: listOf(object({ required: { value: text } })),
};

/** A custom field is identified by its key, or by its id, whose name differs between the versions. */
const customFields = (idName: string, needsValue: boolean): Check =>
  listOf((item) => {
    const value: Record<string, Check> = { value: present };
    const isByKey = typeof item === "object" && item !== null && "name_key" in item;
    const required = isByKey ? { name_key: filled } : { [idName]: id };
    return object(needsValue ? { required: { ...required, ...value } } : { required, optional: value })(item);
  });

const present: Check = (value) => (value === null || value === undefined ? "can't be blank" : undefined);

export const v3Fields: Record<string, Check> = {
  ...shared,
  preferred_name: text,
  time_zone: text,
  can_email: bool,
  linked_user_ids: listOf(id),
  custom_fields: customFields("custom_field_id", true),
};

export const v1Fields: Record<string, Check> = { ...shared, custom_fields: customFields("id", false) };

export const names = { first_name: filled, last_name: filled };

type OwnFields = Omit<
  GreenhouseFakeCandidate,
  "id" | "created_at" | "updated_at" | "last_activity_at" | "dropped" | "readableAt"
>;

export const emptyCandidate: OwnFields = {
  first_name: "",
  last_name: "",
  preferred_name: null,
  company: null,
  title: null,
  private: false,
  can_email: true,
  time_zone: null,
  tags: [],
  linked_user_ids: [],
  phone_numbers: [],
  email_addresses: [],
  addresses: [],
  website_addresses: [],
  social_media_addresses: [],
  custom_fields: {},
};

/** Converts checked fields to those of the record. Absent fields are left out. An empty text clears a field. */
export function candidateValues(fields: Fields): Partial<OwnFields> {
  const { is_private, custom_fields, ...others } = fields;
  const values = Object.entries(others)
    .filter(([name]) => Object.hasOwn(emptyCandidate, name))
    .map(([name, value]) => [name, storedValue(name, value)]);
  return {
    ...Object.fromEntries(values),
    ...(is_private === undefined ? {} : { private: is_private }),
    ...(custom_fields === undefined ? {} : { custom_fields: byKey(custom_fields as WrittenField[]) }),
  };
}

function storedValue(name: string, value: unknown): unknown {
  if (value === "" && ["preferred_name", "company", "title", "time_zone"].includes(name)) return null;
  if (!Array.isArray(value) || !/addresses|phone_numbers/.test(name)) return value;
  return (value as GreenhouseAddress[]).map(({ value, type }) => (type === undefined ? { value } : { value, type }));
}

interface WrittenField {
  name_key?: string;
  custom_field_id?: number;
  id?: number;
  value?: unknown;
}

function byKey(fields: WrittenField[]): Record<string, GreenhouseCustomField> {
  return Object.fromEntries(
    fields.map(({ name_key, custom_field_id, id, value = null }) => {
      const key = name_key ?? `custom_field_${custom_field_id ?? id}`;
      return [key, { name: key, type: typeOf(value), value }];
    }),
  );
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "multi_select";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "short_text";
}
