/** A ZIP of uncompressed files, laid out as writers do it: each file behind its header, then the directory, then its end. */
export function storedZip(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const local: number[] = [];
  const directory: number[] = [];
  for (const [name, content] of Object.entries(files)) {
    const sizes = [0, 0, 0, 0, ...little(content.length, 4), ...little(content.length, 4), ...little(name.length, 2)];
    const common = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...sizes, 0, 0];
    const [at, named] = [local.length, ascii(name)];
    local.push(0x50, 0x4b, 3, 4, ...common, ...named, ...ascii(content));
    directory.push(0x50, 0x4b, 1, 2, 20, 0, ...common, ...Array(10).fill(0), ...little(at, 4), ...named);
  }
  const count = little(Object.keys(files).length, 2);
  const end = [...little(directory.length, 4), ...little(local.length, 4), 0, 0];
  return new Uint8Array([...local, ...directory, 0x50, 0x4b, 5, 6, 0, 0, 0, 0, ...count, ...count, ...end]);
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => (value >> (8 * index)) & 0xff);
}
