/** How requests of one kind are sent. */
export interface HttpPolicy {
  /** For one try, in milliseconds, headers and body together. Default 60,000. */
  timeoutMs?: number;
  /** The largest answer that is read. Default 32 MiB. */
  maxResponseBytes?: number;
  /** How often one request is sent at the most. Default 5, which no vendor's wish exceeds. */
  maxTries?: number;
  /** Whether a repeated request does no harm. Default: true unless the method is POST or PATCH. */
  idempotent?: boolean;
}

/** What is asked of a download. */
export interface DownloadOptions {
  /** Default 30 MiB. */
  maxBytes?: number | undefined;
  /** What the data call the file; its extension tells what to expect. */
  fileName?: string | undefined;
}

/** A file fetched from an address that stands in somebody's data. */
export interface Download {
  bytes: Uint8Array<ArrayBuffer>;
  /**
   * What the bytes show; where they show nothing, as the server names it, without parameters. `application/octet-stream` when
   * neither tells.
   */
  contentType: string;
}

/**
 * The one door through which every request of a run goes: time-outs, size caps, retries, typed errors, events and the user
 * agent live behind it. It throws `NetworkError`, `ResponseShapeError` or `AbortedError`; every answer of the vendor,
 * whatever its status, is returned.
 */
export interface Http {
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** The same door with another policy. */
  with(policy: HttpPolicy): Http;
  /**
   * Fetches a file without any credential, from http(s) addresses of public hosts alone, redirects included: each try looks
   * up where the name leads, where that can be done (see `resolveHost`). At most 30 MiB (`maxBytes`), 30 s and 3 tries.
   * An HTML page is no file unless the file's name or address says so. Throws `InputError` for an address that is not
   * allowed, `ResponseShapeError` for an answer that is no file, `ApiCallError` and `NetworkError` for none.
   */
  download(url: string, options?: DownloadOptions): Promise<Download>;
  /**
   * Checks an address that stands in somebody's data and is handed on, to a vendor say, as `download` checks it.
   * Throws `InputError` with code `unsafe_url`, or `NetworkError` when the host cannot be found.
   */
  checkUrl(url: string): Promise<URL>;
}
