import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Action, camelCase, type Settings, UsageError } from "./settings";

/** The files of a package by path, from the folder that the connector is created in. */
export type Files = Map<string, string>;

const ownFolder = fileURLToPath(new URL("..", import.meta.url));
const templates = join(ownFolder, "templates");

/** Renders the files of a connector. Those that it does not need are left out. Throws `UsageError` for an unusable document. */
export function renderConnector(settings: Settings): Files {
  const { slug, repository, spec } = settings;
  const [own, other] = repository ? ["in-tree", "alone"] : ["alone", "in-tree"];
  const values = valuesOf(settings);
  const flags = [settings.auth, ...settings.actions, own, spec === undefined ? "sample" : "spec"];
  const files: Files = new Map();
  for (const template of readdirSync(templates, { recursive: true, encoding: "utf8" })) {
    const name = template.replaceAll("\\", "/");
    if (!/\.\w+$|\/gitignore$/.test(name) || name.startsWith(`${other}/`)) continue;
    const path = placeOf(renderText(name, values, flags).replace(`${own}/`, ""), settings);
    const text = renderText(readFileSync(join(templates, template), "utf8"), values, flags);
    if (text.trim() !== "") files.set(path, text);
  }
  if (spec === undefined) return files;
  files.delete(placeOf(`src/generated/${slug}.ts`, settings));
  return files.set(placeOf("openapi.yaml", settings), readDocument(spec));
}

/** Keeps the lines between `#if` and `#end` comments if one of the flags is set, or `!flag` is not, and fills in the values. */
export function renderText(text: string, values: Record<string, string>, flags: readonly string[]): string {
  const open: boolean[] = [];
  const kept = text.split("\n").filter((line) => {
    const [, keyword, condition = ""] = /^\s*(?:\/\/|#|<!--) #(if|end)\b([^>]*?)(?:-->)?$/.exec(line) ?? [];
    if (keyword === "end") open.pop();
    if (keyword !== "if") return keyword === undefined && open.every(Boolean);
    const names = condition.trim().split(/\s+/);
    open.push(names.some((name) => (name.startsWith("!") ? !flags.includes(name.slice(1)) : flags.includes(name))));
    return false;
  });
  return kept.join("\n").replace(/__([a-zA-Z]+?)__/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** npm leaves `.gitignore` out of packages, and tools treat every `package.json` as that of a package. */
const renamed: Record<string, string> = { gitignore: ".gitignore", "manifest.json": "package.json" };

/** Where a file of a template is put, from the folder that the connector is created in. */
function placeOf(template: string, { slug, repository }: Settings): string {
  const path = renamed[template] ?? template;
  if (!repository) return `${slug}/${path}`;
  if (["openapi.yaml", "SOURCE.md", "fields.json"].includes(path)) return `specs/${slug}/${path}`;
  return path === "changeset.md" ? `.changeset/${slug}-connector.md` : `packages/${slug}/${path}`;
}

const warehouses: Record<Action, string> = {
  pullJobList: "hrflowJobs",
  pushProfile: "hrflowProfiles",
  pullProfileList: "hrflowProfileTarget",
};

function valuesOf({ slug, name, actions, repository, spec = "" }: Settings): Record<string, string> {
  const camel = camelCase(slug);
  const { devDependencies: ranges } = JSON.parse(readFileSync(join(ownFolder, "package.json"), "utf8"));
  const hasJobs = actions.includes("pullJobList");
  const hasProfiles = actions.some((action) => action !== "pullJobList");
  const used = Object.entries(warehouses).filter(([action]) => actions.includes(action as Action));
  return {
    ...{ slug, name, camel, Pascal: camel[0]?.toUpperCase() + camel.slice(1), snake: slug.replaceAll("-", "_") },
    package: repository ? `@hrflow-connectors/${slug}` : `hrflow-connector-${slug}`,
    spec: repository ? `../../specs/${slug}/openapi.yaml` : "openapi.yaml",
    specFile: basename(spec),
    records: [...(hasProfiles ? ["profiles"] : []), ...(hasJobs ? ["jobs"] : [])].join(" and "),
    firstAction: actions.includes("pullJobList") ? "pullJobList" : (actions[0] ?? ""),
    hrflowImports: `{ ${used.map(([, warehouse]) => warehouse).join(", ")} }`,
    coreRange: ranges["@hrflow-connectors/core"],
    clientRange: ranges["@hrflow-connectors/hrflow-client"],
    manifestRange: ranges["@hrflow-connectors/manifest"],
    testingRange: ranges["@hrflow-connectors/testing"],
  };
}

/** Reads the vendor's document. JSON is valid YAML except for tabs. */
function readDocument(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`the document ${path} cannot be read`);
  }
  const document = text.trimStart().startsWith("{") ? parseJson(text, path) : undefined;
  const version = document ? document.openapi : /^["']?openapi["']?\s*:\s*["']?(3\.\S*)/m.exec(text)?.[1];
  if (!String(version).startsWith("3.")) throw new UsageError(`the document ${path} is not OpenAPI 3, in YAML or JSON`);
  return document ? `${JSON.stringify(document, null, 2)}\n` : text;
}

function parseJson(text: string, path: string): { openapi?: unknown } {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the document ${path} is not valid JSON: ${(error as Error).message}`);
  }
}
