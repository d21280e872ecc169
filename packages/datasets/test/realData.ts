import { existsSync } from "node:fs";
import { join } from "node:path";

const root = process.env.FLAWLENS_DATA ?? join(import.meta.dirname, "../../../../shared/data");

/** The path of a real data set, and whether it is absent: tests that need it are then skipped. */
export function realData(name: string): { path: string; absent: boolean } {
  const path = join(root, name);
  return { path, absent: !existsSync(path) };
}
