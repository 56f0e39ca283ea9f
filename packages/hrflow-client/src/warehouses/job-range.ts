import { compact, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite } from "../hrflow-types";

type Range = NonNullable<NonNullable<HrflowJobWrite["ranges_float"]>[number]>;

/** A range as vendors give it: numbers, numbers as text (`50,000`), or one text for all of it (`50,000 - 60,000 EUR`). */
export type GivenRange =
  | {
      min?: unknown;
      max?: unknown;
      unit?: unknown;
      /** What the numbers are divided by, such as 100 for cents. Default 1. */
      per?: number;
    }
  | string
  | null
  | undefined;

export interface ReadRange {
  /** A list with the range, or an empty list. */
  ranges: Range[];
  /** What could not be read as a number: it belongs in a tag or a metadata. */
  unread: unknown[];
}

/** A job's range of numbers, such as its salary. */
export function jobRange(name: string, given: GivenRange): ReadRange {
  if (given === null || given === undefined) return { ranges: [], unread: [] };
  const range = typeof given === "string" ? splitRange(given) : given;
  if (!range) return { ranges: [], unread: [given] };
  const { min, max, unit, per = 1 } = range;
  const unread: unknown[] = [];
  const read = (value: unknown): number | undefined => {
    const number = numberOf(value);
    if (number === undefined && value !== null && value !== undefined) unread.push(value);
    return number === undefined ? undefined : number / per;
  };
  const fields = compact({ value_min: read(min), value_max: read(max), unit: trimmed(unit) });
  return { ranges: Object.keys(fields).length > 0 ? [{ name, ...fields }] : [], unread };
}

const rangeText =
  /^(?:([A-Z]{3})\s?)?(\d[\d.,'\u2019\s]*?)\s?[-\u2013\u2014]\s?(\d[\d.,'\u2019\s]*?)(?:\s?([A-Z]{3}))?$/;

function splitRange(text: string): Exclude<GivenRange, string | null | undefined> | undefined {
  const short = text.trim().slice(0, 100);
  const [whole, before, min, max, after] = rangeText.exec(short) ?? [];
  const isRead = whole === text.trim() && numberOf(min) !== undefined && numberOf(max) !== undefined;
  return isRead ? { min, max, unit: before ?? after } : undefined;
}

const numberText = /^([+-]?)(\d{1,3}(?:([,.'\u2019 \u00a0\u202f])\d{3}(?:\3\d{3})*)|\d+)(?:([.,])(\d+))?$/;

/**
 * A number, also one given as text. Undefined for any other text, and for one that may be two numbers: the dot of `50.000`
 * separates thousands or decimals.
 */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const match = typeof value === "string" ? numberText.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, sign = "", whole = "", separator = "", mark = "", fraction = ""] = match;
  const isThousandsOrDecimals = separator === "." && mark === "" && whole.length <= 7;
  const isDecimalsOrThousands = separator === "" && mark === "," && fraction.length > 2;
  const isMixed = separator !== "" && (separator === mark || whole.startsWith("0"));
  if (isThousandsOrDecimals || isDecimalsOrThousands || isMixed) return undefined;
  return Number(`${sign}${whole.replace(/\D/g, "")}.${fraction || "0"}`);
}
