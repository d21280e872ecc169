import { existsSync } from "node:fs";
import { join } from "node:path";

const root = process.env.FLAWLENS_DATA ?? join(import.meta.dirname, "../../../../shared/data");

/** Where a real data set is, and whether it is there: such tests are skipped without it. */
export function realData(name: string): { path: string; absent: boolean } {
  const path = join(root, name);
  return { path, absent: !existsSync(path) };
}
