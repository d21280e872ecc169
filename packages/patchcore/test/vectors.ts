import { readFileSync } from "node:fs";
import type { Rows } from "@flawlens/detector";

/** A small case of a paper's formula, made by `fixtures/vectors.py`. */
export interface Vector {
  inputs: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  outputs: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const vectors: Record<string, Vector> = JSON.parse(
  readFileSync(new URL("./fixtures/vectors.json", import.meta.url), "utf8"),
);

/** The case of a name, such as "mhpatchcore.whitening". */
export function vector(name: string): Vector {
  const found = vectors[name];
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}

/** Rows as they are stored. */
export function rowsOf(rows: readonly (readonly number[])[]): Rows {
  return { data: Float32Array.from(rows.flat()), count: rows.length, size: rows[0].length };
}
