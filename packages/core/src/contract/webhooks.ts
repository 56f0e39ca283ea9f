import type { Logger } from "./result";
import type { Store } from "./shared";

/** Where a value of a delivery is: in a header, or in a field of the body, `data.job.id`. */
export type WebhookPlace = { readonly header: string } | { readonly field: string };

/** An event of a vendor, as plain data. */
export interface WebhookEventSource {
  /** The ids that the event names, each by its field of the body, or by several of which the first that is filled counts. */
  readonly ids: Readonly<Record<string, string | readonly string[]>>;
  /** The action of the connector that reads again what changed. */
  readonly action?: {
    /** `pullProfile` */
    readonly method: string;
    /** The id behind each parameter; in a list, if the parameter takes one. */
    readonly originParameters: Readonly<Record<string, string | readonly [string]>>;
    /** For an action that reads a list, whose cursor leads to what changed. Default: the action's own, `"sync"`. */
    readonly readMode?: "incremental";
  };
  /** What does not exist any more, and which id it had. */
  readonly deleted?: { readonly kind: string; readonly id: string };
}

/** How a vendor sends webhooks, as plain data. */
export interface WebhookSource {
  /** The connector's slug. */
  readonly name: string;
  readonly signature: {
    readonly in: WebhookPlace;
    /** What stands before the digest: `sha256=`. Default: nothing. */
    readonly prefix?: string;
    readonly algorithm: "hmac-sha256";
    /** Hex is read in either case. */
    readonly encoding: "hex" | "base64";
    /** What is signed, one after the other: the raw bytes of the body, or a text or whole number of the delivery. */
    readonly signed: readonly ("body" | WebhookPlace)[];
  };
  /** The field that holds the name of the event. */
  readonly type: string;
  /** The vendor's id of the event, by which it is handled once. Default, and where it is absent: a hash of the body, for as long as `maxAgeMs`, or of what else is signed. */
  readonly id?: WebhookPlace;
  /** When it happened, or was sent. */
  readonly time?: {
    readonly in: WebhookPlace;
    readonly unit: "s" | "ms" | "iso";
    /** How old a delivery may be, in ms: longer than the vendor goes on trying. The signature must cover the time. Default: any. */
    readonly maxAgeMs?: number;
  };
  /** Whether a delivery only tests the URL. Default: never. */
  isTest?(body: Record<string, unknown>): boolean;
  /** By the vendor's names. */
  readonly events: Readonly<Record<string, WebhookEventSource>>;
  /** Types the payloads; `webhookDocument` creates it. Only where the signature covers the body. */
  readonly document?: WebhookDocument<object>;
}

/** Carries the types of an OpenAPI document's webhooks; holds nothing. */
export interface WebhookDocument<Webhooks extends object> {
  readonly webhooks?: Webhooks;
}

type BodyOf<Operations, Name> = Name extends keyof Operations
  ? Operations[Name] extends { post: { requestBody: { content: { "application/json": infer Body } } } }
    ? Body
    : Record<string, unknown>
  : Record<string, unknown>;

type PayloadOf<Source, Name> = Source extends { document: WebhookDocument<infer Webhooks> }
  ? { /** The whole body, as it was when it was sent. What is read again is newer. */ payload: BodyOf<Webhooks, Name> }
  : unknown;

type ActionOf<Event> = Event extends {
  action: { method: infer Method; originParameters: infer Parameters; readMode?: infer Mode };
}
  ? {
      method: Method;
      originParameters: { [Name in keyof Parameters]: Parameters[Name] extends string ? string : string[] };
    } & (unknown extends Mode ? unknown : { readMode: Mode })
  : never;

interface EventFrame {
  /** The vendor's id of the event, or a hash. */
  id: string;
  /** ISO 8601, UTC; null if the vendor does not tell. */
  time: string | null;
}

/** An event whose name the connector does not know. It is delivered, so that nothing is lost when the vendor adds one. */
export interface UnknownWebhookEvent extends EventFrame {
  type: "unknown";
  /** The vendor's name of the event, or null. */
  name: string | null;
  ids: Record<string, never>;
  action: null;
  deleted: null;
}

type KnownEvent<Source, Name, Event extends WebhookEventSource> = EventFrame & {
  type: Name;
  /** What the event names; an id that is missing in the delivery is left out. */
  ids: { -readonly [Id in keyof Event["ids"]]?: string };
  /** What reads the record again; null if nothing has changed that an action reads, or an id is missing. Plain data, so that it fits a queue. */
  action: ActionOf<Event> | null;
  /** What does not exist any more. Its `id` is the reference of the profile or job that was pulled. */
  deleted: Event extends { deleted: { kind: infer Kind } } ? { kind: Kind; id: string } | null : null;
} & PayloadOf<Source, Name>;

/** The events of a vendor, discriminated by `type`. */
export type WebhookEvent<Source extends WebhookSource> =
  | {
      [Name in keyof Source["events"] & string]: KnownEvent<Source, Name, Source["events"][Name]>;
    }[keyof Source["events"] & string]
  | (UnknownWebhookEvent & PayloadOf<Source, "unknown">);

/** What receives deliveries, and how. */
export interface WebhookOptions<Event> {
  /** The secret of the webhook, or several: the current and the previous one, or those of several webhooks at one URL. */
  secrets: string | readonly string[];
  /** Remembers which events were handled. `pruneStore` removes what is old. */
  store: Store;
  /**
   * Handles an event. It is called again if it rejects, or takes longer than `timeoutMs`, after which the signal aborts: vendors send the
   * delivery again. Return soon, and leave long work to a queue.
   */
  onEvent(event: Event, context: { signal: AbortSignal }): unknown;
  /** Default 1,000,000. */
  maxBodyBytes?: number | undefined;
  /** For reading, remembering and `onEvent` together. Default 10,000. */
  timeoutMs?: number | undefined;
  /** How old a delivery may be, where the signature covers a time. Default: longer than the vendor goes on trying. */
  maxAgeMs?: number | undefined;
  /** Is told the outcome and the name of a known event, and nothing else of a delivery. */
  logger?: Partial<Logger> | undefined;
}

/** A handler of web-standard requests. It never rejects. */
export type WebhookHandler = (request: Request) => Promise<Response>;

/** Receives the webhooks of a vendor: `acme.webhooks({ secrets, store, onEvent })`. Throws `ConfigurationError` for wrong options. */
export interface Webhooks<Source extends WebhookSource> {
  (options: WebhookOptions<WebhookEvent<Source>>): WebhookHandler;
  readonly source: Source;
}

/** The type of the events that `onEvent` is given: `WebhookEventOf<typeof acme.webhooks>`. */
export type WebhookEventOf<Receiver> = Receiver extends Webhooks<infer Source> ? WebhookEvent<Source> : never;
