import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { type Entry, publishedPackages } from "./manifests/published-packages";

/** The exported names by entry: those of values and those of types only. */
type Surface = Record<string, { values: string[]; types: string[] }>;

const snapshotFile = new URL("exports.snapshot.json", import.meta.url);

async function readSurface(): Promise<Surface> {
  const entries = publishedPackages.flatMap((published) => published.entries);
  const program = ts.createProgram({
    rootNames: entries.map(({ declarations }) => declarations),
    options: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
  });
  const surface: Surface = {};
  for (const entry of entries) {
    const values = Object.keys(await import(pathToFileURL(entry.code).href));
    const types = declaredNames(program, entry).filter((name) => !values.includes(name));
    surface[entry.specifier] = { values: values.sort(), types: types.sort() };
  }
  return surface;
}

function declaredNames(program: ts.Program, { declarations, specifier }: Entry): string[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(declarations);
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error(`the declarations of ${specifier} export nothing: build the package first`);
  return checker.getExportsOfModule(module).map((symbol) => symbol.getName());
}

function differences(known: Surface, found: Surface): string[] {
  const specifiers = [...new Set([...Object.keys(known), ...Object.keys(found)])];
  return specifiers.flatMap((specifier) =>
    (["values", "types"] as const).flatMap((kind) => {
      const [before, after] = [known[specifier]?.[kind] ?? [], found[specifier]?.[kind] ?? []];
      const gone = before.filter((name) => !after.includes(name)).map((name) => `- ${name}`);
      const added = after.filter((name) => !before.includes(name)).map((name) => `+ ${name}`);
      return [...gone, ...added].map((line) => `${line} (${kind === "values" ? "value" : "type"} of ${specifier})`);
    }),
  );
}

const found = await readSurface();
if (process.argv.includes("--update")) {
  writeFileSync(snapshotFile, `${JSON.stringify(found, null, 2)}\n`);
  console.log(`Wrote the exports of ${Object.keys(found).length} entries.`);
} else {
  const changed = differences(JSON.parse(readFileSync(snapshotFile, "utf8")), found);
  if (changed.length > 0) {
    console.error(`The exports have changed:\n${changed.join("\n")}`);
    console.error(
      'If this is intended, run "npm run check:exports -- --update" and describe the change in a changeset.',
    );
    process.exitCode = 1;
  } else {
    console.log(`${Object.keys(found).length} entries export the same names as the snapshot.`);
  }
}
