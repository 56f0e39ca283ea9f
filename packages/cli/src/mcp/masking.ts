/** Writes down what comes from an origin or a vendor, without what is about people unless that is shown. */
export interface Mask {
  /** A reference or id of a record: within one result, the same number stands in for the same text. */
  reference(value: string | null): string | null;
  /** A sentence that may name somebody, such as a vendor's message. */
  text(value: string): string;
  /** `experiences.0.title`; segments that are not the name of a field are masked. */
  path(value: string): string;
  /** Plain data of the same shape: the names of fields, the lengths of lists, and what is empty stay. */
  data(value: unknown): unknown;
}

export interface MaskSettings {
  /** Shows everything. */
  shows: boolean;
  /** Whether the records are jobs: then their references and `safeJobFields` are shown. */
  isAboutJobs?: boolean;
}

const masked = "[masked]";
/** Of HrFlow's job. Nothing else of a job is known to be free of people: a text may name the manager. */
const safeJobFields = ["reference", "name", "created_at", "updated_at"];
/** What a field is called. Anything else, such as an e-mail address, is a value that serves as a key. */
const fieldName = /^[A-Za-z_][\w-]{0,63}$/;
/** A longer text, such as a resume, would fill the context of a model. */
const maxTextLength = 2_000;
const maxDepth = 20;

export function createMask({ shows, isAboutJobs = false }: MaskSettings): Mask {
  const numbers = new Map<string, number>();
  const numbered = (value: string) => {
    const number = numbers.get(value) ?? numbers.size + 1;
    numbers.set(value, number);
    return `[masked ${number}]`;
  };
  const name = (value: string) => (shows || fieldName.test(value) ? oneLine(value) : numbered(value));
  const data = (value: unknown, depth = 0): unknown => {
    if (value === undefined || value === null || value === "") return value;
    if (typeof value === "object") {
      if (depth >= maxDepth) return masked;
      if (Array.isArray(value)) return value.map((entry) => data(entry, depth + 1));
      if (isPlain(value))
        return Object.fromEntries(
          Object.entries(value).map(([key, entry]) => {
            const isSafe = isAboutJobs && depth === 0 && safeJobFields.includes(key) && typeof entry === "string";
            return [name(key), isSafe ? shorten(entry) : data(entry, depth + 1)];
          }),
        );
    }
    return shows ? plain(value) : masked;
  };
  return {
    reference(value) {
      if (value === null || value === "") return value;
      return shows || isAboutJobs ? oneLine(value) : numbered(value);
    },
    text: (value) => (shows || value === "" ? oneLine(value) : masked),
    path: (value) =>
      value
        .split(".")
        .map((segment) => (/^\d{1,6}$/.test(segment) ? segment : name(segment)))
        .join("."),
    data,
  };
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What JSON can hold: files and the like are named by their kind. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return shorten(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return typeof value === "object" && value !== null ? `[${value.constructor?.name ?? "object"}]` : String(value);
}

/** A line break would let a text pass for a line of a diff. */
function oneLine(text: string): string {
  return shorten(text.replace(/[\p{Cc}\u2028\u2029]+/gu, " "));
}

function shorten(text: string): string {
  if (text.length <= maxTextLength) return text;
  return `${text.slice(0, maxTextLength)}... (${text.length} characters)`;
}
