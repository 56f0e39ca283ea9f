import { bare, canonical, compact, distinct, line, trimmed } from "@hrflow-connectors/core/formats";
import type { HrflowProfileInfo } from "../hrflow-types";
import { personNames } from "./names";

/** A stored person's names and how to reach them, as texts that a vendor can take. */
export interface Person {
  full_name?: string;
  first_name?: string;
  last_name?: string;
  /** The first one is the main one. */
  emails: string[];
  phones: string[];
  location?: string;
}

/**
 * Reads the names, e-mail addresses, phone numbers and location of a stored person. People and parsers write several into one field.
 *
 * @example
 * const { full_name, emails: [email], phones: [phone] } = personOf(profile.info);
 */
export function personOf(info: HrflowProfileInfo | null | undefined): Person {
  return {
    ...personNames(info),
    emails: emailAddresses(info?.email),
    phones: phoneNumbers(info?.phone),
    ...compact({ location: line(info?.location?.text) }),
  };
}

/**
 * The addresses in an e-mail field, each once: people and parsers write several into one, names and `mailto:` beside them. A text without
 * an address is returned as it is: the vendor says what is wrong with it.
 */
export function emailAddresses(value: unknown): string[] {
  const text = bare(value);
  if (text === undefined) return [];
  const isOne = text.indexOf("@") === text.lastIndexOf("@");
  // A slash may be part of an address, but where there are several it separates them.
  const found = text.match(
    isOne ? /[^\s<>()[\]:;,|"\\]+@[^\s<>()[\]:;,|"\\]+/g : /[^\s<>()[\]:;,|"\\/]+@[^\s<>()[\]:;,|"\\/@]+/g,
  );
  return eachOnce(
    found?.map((address) => address.replace(/^[.'’]+|[.'’]+$/g, "")).filter((one) => one.includes("@")) ?? [text],
  );
}

/** The numbers in a phone field, each once. Slashes and blanks within a number stay. */
export function phoneNumbers(value: unknown): string[] {
  const text = trimmed(value);
  if (bare(text) === undefined) return [];
  const parts = distinct(text?.split(/[;,|\n]|\s\/\s/).map(bare) ?? []);
  const areNumbers = parts.every((part) => part.replace(/\P{Nd}/gu, "").length >= 7);
  return areNumbers ? parts : distinct([bare(text)]);
}

function eachOnce(texts: readonly string[]): string[] {
  return [...new Map([...texts].reverse().map((text) => [canonical(text), text])).values()].reverse();
}
