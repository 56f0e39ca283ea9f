/** The parts of an OpenAPI 3.1 document that these helpers read. All other fields are kept as they are. */
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, PathItem>;
  security?: Record<string, string[]>[];
  components?: { schemas?: Record<string, Schema>; [section: string]: unknown };
  [field: string]: unknown;
}

export type PathItem = { [method in HttpMethod]?: Operation } & {
  parameters?: (Parameter | Reference)[];
  servers?: unknown[];
};

export interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: Body | Reference;
  responses: Record<string, Response | Reference>;
  security?: Record<string, string[]>[];
  [field: string]: unknown;
}

export interface Parameter {
  name: string;
  in: string;
  style?: string;
  schema?: Schema;
}

export interface Body {
  content?: Record<string, MediaType>;
}

export interface Response extends Body {
  headers?: Record<string, unknown>;
}

export interface MediaType {
  schema?: Schema;
  examples?: Record<string, { value?: unknown } | Reference>;
  encoding?: unknown;
}

export interface Reference {
  $ref: string;
}

/** A JSON Schema of draft 2020-12, as in OpenAPI 3.1. */
export type Schema = boolean | SchemaObject;

/** A JSON Schema that is not a boolean. */
export interface SchemaObject {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  description?: string;
  [keyword: string]: unknown;
}

export type HttpMethod = (typeof httpMethods)[number];

export const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
