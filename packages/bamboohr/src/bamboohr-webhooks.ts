import { defineWebhooks, type WebhookEventOf, webhookDocument } from "@hrflow-connectors/core/webhooks";
import type { webhooks } from "./generated/webhooks";

const employee = { ids: { companyId: "data.companyId", employeeId: "data.employeeId" } } as const;
const company = { ids: { companyId: "data.companyId" } } as const;

/**
 * BambooHR's webhooks. None is about hiring, so no event has an action.
 *
 * @see https://documentation.bamboohr.com/docs/webhooks
 */
export const bamboohrWebhooks = defineWebhooks({
  name: "bamboohr",
  signature: {
    in: { header: "X-BambooHR-Signature" },
    algorithm: "hmac-sha256",
    encoding: "hex",
    signed: ["body", { header: "X-BambooHR-Timestamp" }],
  },
  type: "type",
  // The last of the attempts comes 155 minutes after the first.
  time: { in: { header: "X-BambooHR-Timestamp" }, unit: "s", maxAgeMs: 4 * 3_600_000 },
  events: {
    "employee.created": employee,
    "employee.updated": employee,
    "employee.deleted": employee,
    "employee_with_fields.created": employee,
    "employee_with_fields.updated": employee,
    "employee_with_fields.deleted": employee,
    "company.updated": company,
    "company.deleted": company,
    "company-integrations.updated": company,
  },
  document: webhookDocument<webhooks>(),
});

/** An event of BambooHR, discriminated by `type`. */
export type BamboohrWebhookEvent = WebhookEventOf<typeof bamboohrWebhooks>;
