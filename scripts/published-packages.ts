import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** One way into a package: what is written after `import`, and the built files behind it. */
export interface Entry {
  specifier: string;
  code: string;
  declarations: string;
}

export interface PublishedPackage {
  name: string;
  /** Its folder's own name, such as `lever`. */
  slug: string;
  folder: string;
  entries: Entry[];
}

/** The packages that are published, with every entry that has code. */
export const publishedPackages: PublishedPackage[] = readdirSync(join(root, "packages")).flatMap((slug) => {
  const folder = join(root, "packages", slug);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return manifest.private ? [] : [{ name: manifest.name, slug, folder, entries: entriesOf(manifest, folder) }];
});

interface Manifest {
  name: string;
  private?: boolean;
  exports: Record<string, string | { types: string; default: string }>;
}

function entriesOf({ name, exports }: Manifest, folder: string): Entry[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === "string") return [];
    const [code, declarations] = [join(folder, target.default), join(folder, target.types)];
    return [{ specifier: name + path.slice(1), code, declarations }];
  });
}
