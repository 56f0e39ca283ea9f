import { join } from "node:path";
import { loadedFiles } from "./scripts/manifests/loaded-files";
import { publishedPackages } from "./scripts/manifests/published-packages";

/** The limit of each entry is in its package's manifest. What the entry loads from other packages does not count. */
export default publishedPackages.flatMap(({ slug, entries, checks }) =>
  entries.map(({ path, code }) => ({
    name: join(slug, path),
    path: loadedFiles(code),
    limit: `${checks.sizeLimits[path]} B`,
  })),
);
