interface Lock {
  packages: Record<string, { version?: string }>;
}

const own = /(?:^|\/)node_modules\/((?:@hrflow-connectors\/|hrflow-connectors$)[^/]*)$/;

/** The versions of each of our packages that a lockfile installs. A package is listed as often as it is copied. */
export function ownCopies({ packages }: Lock): Map<string, string[]> {
  const copies = new Map<string, string[]>();
  for (const [path, { version = "" }] of Object.entries(packages)) {
    const name = own.exec(path)?.[1];
    if (name !== undefined) copies.set(name, [...(copies.get(name) ?? []), version]);
  }
  return copies;
}
