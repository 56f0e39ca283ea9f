import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** One entry point of a package: what is written after `import`, and the built files behind it. */
export interface Entry {
  /** As `exports` names it, such as `.` or `./client`. */
  path: string;
  /** Such as `@hrflow-connectors/lever/client`. */
  specifier: string;
  code: string;
  declarations: string;
}

/** What the checks need to know about a package: the field `checks` of its manifest. */
export interface PackageChecks {
  /** The largest size of each entry with the chunks that it loads, in bytes after Brotli. */
  sizeLimits: Record<string, number>;
  /** The third-party packages that users get with this one. Those of our own packages are added to them. */
  installs?: string[];
  /** Entries that run in Node only. All others must bundle for browsers. */
  nodeEntries?: string[];
  /** Whether the declarations of its peers need `@types/node`. */
  needsNodeTypes?: boolean;
  /** The largest number of hand-written source files, tests excluded. */
  maxSourceFiles?: number;
  /** Terms of the vendor's API that the wording rules would refuse, as regular expressions, each with the reason. */
  vendorTerms?: Record<string, string>;
  /** The largest number of lines of a hand-written source file, tests excluded. */
  maxLines?: number;
  /** The largest number of hand-written lines of a connector in all, aside from its tests and its fake. */
  maxConnectorLines?: number;
}

export interface PublishedPackage {
  name: string;
  /** The name of its folder, such as `lever`. */
  slug: string;
  folder: string;
  entries: Entry[];
  /** The names of the packages that are installed with it. */
  dependencies: string[];
  /** The names of those that only some of its users have, such as the tools of its entry for tests. */
  peers: string[];
  /** Whether it connects a vendor: its manifest has the keyword `hrflow-connector`. */
  isConnector: boolean;
  checks: PackageChecks;
}

/** The published packages, with every entry that has code. */
export const publishedPackages: PublishedPackage[] = readdirSync(join(root, "packages")).flatMap((slug) => {
  const folder = join(root, "packages", slug);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return manifest.private ? [] : [describePackage(manifest, slug, folder)];
});

/** The packages in dependency order: a package with all of ours that it installs, each once, itself last. */
export function withOwnDependencies(
  published: PublishedPackage,
  all: PublishedPackage[] = publishedPackages,
): PublishedPackage[] {
  const dependencies = all.filter(({ name }) => published.dependencies.includes(name));
  return [...new Set([...dependencies.flatMap((dependency) => withOwnDependencies(dependency, all)), published])];
}

export interface Manifest {
  name: string;
  private?: boolean;
  keywords?: string[];
  exports?: Record<string, string | { types: string; default: string }>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  checks?: Partial<PackageChecks>;
}

/** Throws if the manifest lacks something that a check needs. */
export function describePackage(manifest: Manifest, slug: string, folder: string): PublishedPackage {
  const entries = entriesOf(manifest, folder);
  const checks = { sizeLimits: {}, ...manifest.checks };
  const unlimited = entries.filter(({ path }) => !Number.isInteger(checks.sizeLimits[path]));
  if (unlimited.length > 0) {
    const paths = unlimited.map(({ path }) => `"${path}"`).join(", ");
    throw new Error(`packages/${slug}/package.json needs "checks.sizeLimits" in bytes for ${paths}`);
  }
  return {
    name: manifest.name,
    slug,
    folder,
    entries,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    peers: Object.keys(manifest.peerDependencies ?? {}),
    isConnector: manifest.keywords?.includes("hrflow-connector") ?? false,
    checks,
  };
}

function entriesOf({ name, exports = {} }: Manifest, folder: string): Entry[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === "string") return [];
    const [code, declarations] = [join(folder, target.default), join(folder, target.types)];
    return [{ path, specifier: name + path.slice(1), code, declarations }];
  });
}
