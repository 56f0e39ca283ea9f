import { join } from "node:path";
import type { PublishedPackage } from "../published-packages";
import { npm } from "./execute";

/** Packs what would be published and answers the tarballs by package name. */
export async function packAll(packages: PublishedPackage[], into: string): Promise<Map<string, string>> {
  const packed = packages.map(async ({ name, folder }) => {
    const answer = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", into], folder);
    const [tarball]: { filename: string }[] = JSON.parse(answer);
    if (!tarball) throw new Error(`nothing was packed for ${name}`);
    return [name, join(into, tarball.filename)] as const;
  });
  return new Map(await Promise.all(packed));
}
