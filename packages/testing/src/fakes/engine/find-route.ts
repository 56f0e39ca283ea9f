import type { FakeBase, FakeRoute } from "./fake-types";

export interface FoundRoute<State> {
  base: string;
  /** Below the base. */
  path: string;
  params: Record<string, string>;
  /** Absent if no route matches. */
  route?: FakeRoute<State>;
  /** The methods of the routes with this path. */
  allowed: string[];
}

/** Returns the route of a request, or undefined if its URL is under no base. Fixed paths win over templates. */
export function findRoute<State>(bases: FakeBase<State>[], method: string, url: string): FoundRoute<State> | undefined {
  const [base] = bases
    .filter((candidate) => isUnder(candidate.url, url))
    .sort((one, other) => other.url.length - one.url.length);
  if (!base) return undefined;
  const fullPath = withoutQuery(url).slice(trimmedUrl(base.url).length);
  const path = (base.ignoresTrailingSlash ? trimmedUrl(fullPath) : fullPath) || "/";
  const matching = base.routes
    .flatMap((route) => {
      const params = matchPath(route.path, path);
      return params ? [{ route, params }] : [];
    })
    .sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length);
  const found = matching.find(({ route }) => route.method === method);
  const allowed = matching.map(({ route }) => route.method);
  return { base: base.url, path, params: found?.params ?? {}, allowed, ...(found ? { route: found.route } : {}) };
}

/** Returns the decoded parameters of a path, or undefined if it does not match the template. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const segments = template.split("/");
  const values = path.split("/");
  if (segments.length !== values.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = values[index] ?? "";
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === "") return undefined;
    if (name !== undefined) params[name] = decoded(value);
  }
  return params;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

export function isUnder(base: string, url: string): boolean {
  const target = withoutQuery(url);
  return target === trimmedUrl(base) || target.startsWith(`${trimmedUrl(base)}/`);
}

const trimmedUrl = (url: string) => url.replace(/\/+$/, "");

export function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
