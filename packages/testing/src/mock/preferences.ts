import { pathFits } from "../document/operations";

/** The response that a mock should return, and the requests that should get it. */
export interface Preference {
  /** Default: any method. */
  method?: string;
  /** A template or a real path, below the route's base URL. Default: any path. */
  path?: string;
  /** A status that the operation declares. */
  code?: number;
  /** The name of an example that the response declares. */
  example?: string;
  /**
   * Whether to generate the response from its schema. Do not use it for recursive schemas: Prism's generator overflows the
   * stack, which can end the process. `arbitraryOf` handles them.
   */
  dynamic?: boolean;
  /** Response headers to set, or to remove with null, such as the `Link` that Prism also puts on the last page. */
  headers?: Record<string, string | null>;
}

export interface Preferences {
  /** Adds a preference for the next `times` matching requests. Default: all of them. */
  prefer(preference: Preference, times?: number): void;
  /** Returns the preference for a request and uses it up once. */
  take(method: string, path: string): Preference | undefined;
  clear(): void;
}

/** Preferences with a limited number of times come first, in order. Of the unlimited ones, the latest applies. */
export function createPreferences(): Preferences {
  let limited: { preference: Preference; left: number }[] = [];
  let unlimited: Preference[] = [];
  return {
    prefer(preference, times = Number.POSITIVE_INFINITY) {
      if (Number.isFinite(times)) limited.push({ preference, left: times });
      else unlimited.unshift(preference);
    },
    take(method, path) {
      const next = limited.find(({ preference, left }) => left > 0 && matches(preference, method, path));
      if (!next) return unlimited.find((preference) => matches(preference, method, path));
      next.left -= 1;
      return next.preference;
    },
    clear() {
      limited = [];
      unlimited = [];
    },
  };
}

/** Returns the `Prefer` header that Prism reads, or null if the preference only changes headers. */
export function preferHeader({ code, example, dynamic }: Preference): string | null {
  const parts = Object.entries({ code, example, dynamic }).filter(([, value]) => value !== undefined);
  return parts.length > 0 ? parts.map(([name, value]) => `${name}=${value}`).join(", ") : null;
}

function matches(preference: Preference, method: string, path: string): boolean {
  const methodMatches = preference.method === undefined || preference.method.toUpperCase() === method;
  return methodMatches && (preference.path === undefined || pathFits(preference.path, path));
}
