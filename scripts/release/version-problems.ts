import { lt, satisfies } from "semver";

export interface ReleasedManifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** Returns why these packages must not be published together. */
export function versionProblems(manifests: readonly ReleasedManifest[]): string[] {
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  return manifests.flatMap(({ name, version, dependencies, peerDependencies }) => [
    ...(lt(version, "1.0.0") ? [] : [`${name} would become ${version}, which nobody decided`]),
    ...Object.entries({ ...peerDependencies, ...dependencies }).flatMap(([dependency, range]) => {
      const published = versions.get(dependency);
      if (published === undefined || satisfies(published, range)) return [];
      return [`${name} needs ${dependency} ${range}, and ${published} would be published`];
    }),
  ]);
}
