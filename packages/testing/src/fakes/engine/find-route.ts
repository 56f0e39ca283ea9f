import type { FakeBase, FakeRoute } from "./fake-types";
import { matchPath } from "./path-template";

export interface FoundRoute<State> {
  base: string;
  /** Below the base. */
  path: string;
  params: Record<string, string>;
  /** Left out where no route fits. */
  route?: FakeRoute<State>;
  /** The methods that the path has. */
  allowed: string[];
}

/** Where a request goes; nothing where no base knows its URL. Paths without parameters go before templates. */
export function findRoute<State>(bases: FakeBase<State>[], method: string, url: string): FoundRoute<State> | undefined {
  const base = longestBase(bases, url);
  if (!base) return undefined;
  const path = withoutQuery(url).slice(trimmedUrl(base.url).length) || "/";
  const fitting = base.routes
    .flatMap((route) => {
      const params = matchPath(route.path, path);
      return params ? [{ route, params }] : [];
    })
    .sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length);
  const found = fitting.find(({ route }) => route.method === method);
  const allowed = fitting.map(({ route }) => route.method);
  return { base: base.url, path, params: found?.params ?? {}, allowed, ...(found ? { route: found.route } : {}) };
}

export function isUnder(base: string, url: string): boolean {
  const target = withoutQuery(url);
  return target === trimmedUrl(base) || target.startsWith(`${trimmedUrl(base)}/`);
}

function longestBase<State>(bases: FakeBase<State>[], url: string): FakeBase<State> | undefined {
  return bases.filter((base) => isUnder(base.url, url)).sort((one, other) => other.url.length - one.url.length)[0];
}

const trimmedUrl = (url: string) => url.replace(/\/+$/, "");

export function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
