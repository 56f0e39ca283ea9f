import { createHmac, randomBytes } from "node:crypto";

/** Whose webhooks can be signed. */
export type WebhookVendor = keyof typeof vendors;

/** An event under the vendor's name, and what the vendor sends with it. */
export interface WebhookContent {
  name: string;
  data: unknown;
}

export interface WebhookDelivery {
  /** The secret of the webhook. Without it the delivery is not signed. */
  secret?: string;
  /** Default: now. */
  at?: Date;
  /** The vendor's id of the event, where it has one. Default: a new one. */
  id?: string;
  /** Default `https://receiver.example.com/webhooks`. */
  url?: string;
}

/**
 * The HMAC-SHA256 of a text, for `sign` of `testWebhooks`.
 *
 * @example
 * headers.set("acme-signature", `sha256=${hmacSha256(secret, body)}`);
 */
export function hmacSha256(secret: string, text: string, encoding: "hex" | "base64" = "hex"): string {
  return createHmac("sha256", secret).update(text).digest(encoding);
}

/**
 * A webhook's request as the vendor sends it, signed as the vendor signs it, written apart from the connectors that verify it.
 *
 * @example
 * const request = signWebhook("lever", { name: "candidateHired", data: { opportunityId } }, { secret });
 */
export function signWebhook(vendor: WebhookVendor, content: WebhookContent, delivery: WebhookDelivery = {}): Request {
  const {
    secret,
    at = new Date(),
    id = randomBytes(24).toString("hex"),
    url = "https://receiver.example.com/webhooks",
  } = delivery;
  const sign = (text: string) => secret !== undefined && hmacSha256(secret, text);
  const { body, headers } = vendors[vendor](content, { at, id, sign });
  return new Request(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}

interface Signing {
  at: Date;
  id: string;
  sign(text: string): string | false;
}

const header = (name: string, value: string | false, prefix = "") =>
  value === false ? {} : { [name]: `${prefix}${value}` };

const vendors = {
  /** @see https://hire.lever.co/developer/documentation#webhooks */
  lever({ name, data }: WebhookContent, { at, id, sign }: Signing) {
    const signature = sign(`${id}${at.getTime()}`);
    const signed = signature === false ? {} : { signature };
    return {
      body: JSON.stringify({ event: name, triggeredAt: at.getTime(), token: id, ...signed, data }),
      headers: { "user-agent": "Lever-Webhooks" },
    };
  },
  /** @see https://developers.greenhouse.io/webhooks.html */
  greenhouse({ name, data }: WebhookContent, { id, sign }: Signing) {
    const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;
    const body = JSON.stringify({ action: name, payload: data }).replace(/[<>&]/g, escaped);
    return { body, headers: { "greenhouse-event-id": id, ...header("signature", sign(body), "sha256 ") } };
  },
  /** @see https://developers.ashbyhq.com/docs/authenticating-webhooks */
  ashby({ name, data }: WebhookContent, { id, sign }: Signing) {
    const body = JSON.stringify({ action: name, data, webhookActionId: id });
    return { body, headers: { "user-agent": "Ashby-Webhook", ...header("ashby-signature", sign(body), "sha256=") } };
  },
  workable({ name, data }: WebhookContent, { at, id, sign }: Signing) {
    const kind = name.split("_")[0];
    const fields = { id, fired_at: at.toISOString(), resource_type: kind, event_type: name, data };
    const body = JSON.stringify(fields);
    return { body, headers: header("x-workable-signature", sign(body)) };
  },
  /** @see https://documentation.bamboohr.com/docs/webhooks */
  bamboohr({ name, data }: WebhookContent, { at, sign }: Signing) {
    const body = JSON.stringify({ type: name, timestamp: at.toISOString(), data });
    const seconds = String(Math.floor(at.getTime() / 1000));
    return {
      body,
      headers: { "x-bamboohr-timestamp": seconds, ...header("x-bamboohr-signature", sign(`${body}${seconds}`)) },
    };
  },
};
