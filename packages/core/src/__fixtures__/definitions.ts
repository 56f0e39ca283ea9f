import * as z from "zod";
import type { ConnectorSource } from "../contract/connector";
import { defineConnection } from "../define/define-warehouse";
import { parameterSchema } from "../define/parameter-schema";
import { ConfigurationError } from "../errors";
import { typedApi } from "../http/api";
import { createAcme } from "./acme";

/** A valid action. */
export const action = createAcme().pushProfile.action;

/** A valid connector, with changes that the types would not allow. */
export function sourceWith(changes: object = {}, actions: object = { pushProfile: action }): ConnectorSource {
  return {
    name: "Acme",
    slug: "acme",
    type: "ATS",
    url: "https://acme.example",
    description: "",
    package: { name: "hrflow-connector-acme", version: "1.0.0" },
    actions,
    ...changes,
  } as unknown as ConnectorSource;
}

interface Paths {
  "/jobs": { get: { responses: { 200: { content: { "application/json": object } } } } };
}

/** A connection without parameters. */
export const connection = defineConnection({
  name: "acme",
  api: typedApi<Paths>({ baseUrl: "https://api.acme.example" }),
  parameters: parameterSchema<object>(z.object({})),
  auth: () => ({ type: "none" }),
  account: () => "account-1",
});

/** The message of the `ConfigurationError` that a definition throws. */
export function messageOf(define: () => unknown): string {
  try {
    define();
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error("the definition was accepted");
}
