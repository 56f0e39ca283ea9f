import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../manifests/published-packages";

/** The Markdown files below a folder of the repository, without those of hidden folders and the generated API reference. */
export function markdownOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".md") && !file.split("/").some((part) => part.startsWith(".")) && !file.startsWith("api/"),
    )
    .map((file) => join(root, folder, file))
    .sort();
}
