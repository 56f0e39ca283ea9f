import { pathFits } from "../document/operations";

/** Which answer a mock should give, and to which requests. */
export interface Preference {
  /** Any method if left out. */
  method?: string;
  /** A template or a real path, below the base URL of the route. Any path if left out. */
  path?: string;
  /** A status that the operation declares. */
  code?: number;
  /** The name of an example that the response declares. */
  example?: string;
  /**
   * Whether to make up an answer from the response's schema. Not for schemas that contain themselves: Prism's generator
   * recurses until the stack is full there, which can end the process. `arbitraryOf` knows when to stop.
   */
  dynamic?: boolean;
  /** Headers of the answer to set, or to remove with null, such as a `Link` that Prism puts on the last page too. */
  headers?: Record<string, string | null>;
}

export interface Preferences {
  /** Adds a preference for the next `times` requests that match, for all of them if left out. */
  prefer(preference: Preference, times?: number): void;
  /** The preference for a request, which is used up by that. */
  take(method: string, path: string): Preference | undefined;
  clear(): void;
}

/** Preferences with a number of times go first, in their order; of the lasting ones, the latest counts. */
export function createPreferences(): Preferences {
  let limited: { preference: Preference; left: number }[] = [];
  let lasting: Preference[] = [];
  return {
    prefer(preference, times = Number.POSITIVE_INFINITY) {
      if (Number.isFinite(times)) limited.push({ preference, left: times });
      else lasting.unshift(preference);
    },
    take(method, path) {
      const next = limited.find(({ preference, left }) => left > 0 && fits(preference, method, path));
      if (!next) return lasting.find((preference) => fits(preference, method, path));
      next.left -= 1;
      return next.preference;
    },
    clear() {
      limited = [];
      lasting = [];
    },
  };
}

/** The `Prefer` header as Prism reads it, or null when there is nothing to ask for. */
export function preferHeader({ code, example, dynamic }: Preference): string | null {
  const wishes = Object.entries({ code, example, dynamic }).filter(([, value]) => value !== undefined);
  return wishes.length > 0 ? wishes.map(([name, value]) => `${name}=${value}`).join(", ") : null;
}

function fits(preference: Preference, method: string, path: string): boolean {
  const methodFits = preference.method === undefined || preference.method.toUpperCase() === method;
  return methodFits && (preference.path === undefined || pathFits(preference.path, path));
}
