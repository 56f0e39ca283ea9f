import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execute, npm } from "../processes/execute";

export interface Compiler {
  version: string;
  script: string;
}

/** The oldest and the newest TypeScript that users are likely to have. */
const versions = ["5.9.3", "7.0.2"];

const resolutions = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
];

/** Two versions in one project would overwrite each other's `tsc`, so each has its own folder. */
export function installCompilers(into: string): Promise<Compiler[]> {
  return Promise.all(
    versions.map(async (version) => {
      const folder = join(into, `typescript-${version}`);
      await npm(["install", "--no-save", "--prefix", folder, `typescript@${version}`], into);
      return { version, script: join(folder, "node_modules", "typescript", "bin", "tsc") };
    }),
  );
}

/** Compiles the files of a project and the README examples, by default without the types of Node, as a project for any platform. */
export async function compile(project: string, compilers: Compiler[], types: string[] = []): Promise<void> {
  for (const { version, script } of compilers) {
    for (const resolution of resolutions) {
      const file = `tsconfig.${version}.${resolution.moduleResolution}.json`;
      const settings = { compilerOptions: { ...strict, ...resolution, types }, include: ["*.ts", "readme/*.ts"] };
      await writeFile(join(project, file), JSON.stringify(settings, null, 2));
      await execute(process.execPath, [script, "--project", file, "--pretty", "false"], project);
    }
  }
}

const strict = {
  target: "es2022",
  lib: ["ES2022", "DOM"],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  moduleDetection: "force",
  noEmit: true,
};
