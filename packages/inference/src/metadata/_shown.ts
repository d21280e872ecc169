/**
 * An untrusted value for an error message: strings cut to 60 characters, lists and objects to four
 * members, nothing nested, so that the message stays short whatever a file holds.
 */
export function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.slice(0, 4).map(brief);
    return `[${[...items, ...(value.length > 4 ? [`and ${value.length - 4} more`] : [])].join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return brief(value);
  const entries = Object.entries(value).slice(0, 4);
  return `{ ${entries.map(([key, inner]) => `${key.slice(0, 60)}: ${brief(inner)}`).join(", ")} }`;
}

function brief(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
