import { extname } from "node:path";

/** A file name without its extension. */
export function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
