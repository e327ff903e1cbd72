/** `3`, `run`, `{ to: 3, kind: data }`, `[1, 2]`. */
export function itemText(item: unknown): string {
  if (Array.isArray(item) || ArrayBuffer.isView(item)) {
    return `[${Array.from(item as ArrayLike<unknown>, itemText).join(", ")}]`;
  }
  if (typeof item === "object" && item !== null) {
    const fields = Object.entries(item).map(([key, value]) => `${key}: ${itemText(value)}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  }
  return String(item);
}
