/** A vendor's endpoint that a warehouse calls, declared so that people can tell which permissions a credential needs. */
export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path as the vendor writes it, below its base URL: `/opportunities/{opportunity}`. */
  path: string;
  /** The vendor's page about it. */
  url?: string;
  /** The permission or OAuth scope that it takes, where the vendor has one. */
  permission?: string;
}
