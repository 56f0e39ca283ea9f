export {
  type ContractCase,
  compareEndpoints,
  contractCases,
  type DeclaredOperation,
  declaredResponses,
  type EndpointDifference,
  type UsedEndpoint,
} from "./contract/endpoints";
export { type CallRole, outcomeFaults } from "./contract/outcome-faults";
export { shortenWaits } from "./contract/shorten-waits";
export { loadDocument } from "./document/load-document";
export type { OpenApiDocument, Schema, SchemaObject } from "./document/openapi-document";
export type { Violation } from "./document/request-violations";
export { comparePaths, schemaPaths } from "./document/schema-paths";
export { type SchemaValidator, schemaValidator } from "./document/schema-validator";
export { specificationFaults } from "./document/specification-faults";
export { type ArbitrarySettings, arbitraryOf } from "./fuzz/arbitrary-of";
export { awkwardTexts, replaceTexts, textFaults } from "./fuzz/awkward-texts";
export { arbitraryJob, arbitraryProfile, validateJob, validateProfile } from "./fuzz/hrflow-records";
export { documentedLosses, type LostFields, lostFields } from "./fuzz/lost-fields";
export { createMockFetch, type MockFetch, type MockFetchSettings, type Routes } from "./mock/create-mock-fetch";
export { type Exchange, expectNoViolations } from "./mock/exchange";
export type { Preference } from "./mock/preferences";
export { type Mock, type MockSettings, plainMultipartParts, startMock } from "./mock/start-mock";
export {
  hmacSha256,
  signWebhook,
  type WebhookContent,
  type WebhookDelivery,
  type WebhookVendor,
} from "./webhooks/sign-webhook";
