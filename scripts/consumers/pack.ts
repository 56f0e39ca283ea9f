import { join } from "node:path";
import type { PublishedPackage } from "../manifests/published-packages";
import { npm } from "../processes/execute";

/** Packs the packages as they would be published and returns the tarballs by package name. */
export async function packAll(packages: PublishedPackage[], into: string): Promise<Map<string, string>> {
  const packed = packages.map(async ({ name, folder }) => {
    const output = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", into], folder);
    const [tarball]: { filename: string }[] = JSON.parse(output);
    if (!tarball) throw new Error(`npm packed nothing for ${name}`);
    return [name, join(into, tarball.filename)] as const;
  });
  return new Map(await Promise.all(packed));
}
