/*
 * The part of zod/mini that the parameters of our connectors need. It is compiled in here alone: a connector that compiled it in again
 * would bring it twice, and zod as a dependency is ten times as large and takes most of an import's time.
 */
export {
  _default,
  array,
  boolean,
  enum,
  int,
  lt,
  maximum,
  meta,
  minLength,
  number,
  object,
  optional,
  pipe,
  positive,
  regex,
  string,
  superRefine,
  toJSONSchema,
  transform,
  trim,
  union,
  url,
} from "zod/mini";
