/** Whether JSON holds a value wholly: nothing in it but texts, numbers, booleans, nulls, lists and plain objects. */
export function isPlainData(value: unknown, above: object[] = []): boolean {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.includes(value)) return false;
  if (!Array.isArray(value) && !isPlainObject(value)) return false;
  const below = [...above, value];
  return Object.values(value).every((entry) => isPlainData(entry, below));
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
