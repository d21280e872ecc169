import { fileNameOf } from "../output/fileNameOf.ts";

/** What tells a run of a sweep from the others. */
export interface RunPlace {
  /** The name of the data set; undefined where a sweep has only one. */
  dataset?: string;
  category: string;
  /** The label of the method and its configuration, such as `adl-short-paper`. */
  method: string;
  /** Fraction of the images taken as normal that are planted anomalies. */
  level: number;
  /** Known anomalies. */
  shots: number;
  seed: number;
}

/**
 * The folder of a run inside that of its sweep, with `/` on every system.
 *
 * @example
 * runFolderOf({ category: "bottle", method: "padim", level: 0.1, shots: 10, seed: 1 });
 * // => "bottle/padim/contamination-0.1/shots-10/seed-1"
 */
export function runFolderOf({ dataset, category, method, level, shots, seed }: RunPlace): string {
  const set = dataset === undefined ? [] : [fileNameOf(dataset)];
  const names = [...set, fileNameOf(category), fileNameOf(method)];
  return [...names, `contamination-${level}`, `shots-${shots}`, `seed-${seed}`].join("/");
}

/** What the folder of a run says, or undefined where it is none of a sweep. */
export function runPlaceOf(folder: string): RunPlace | undefined {
  const [seed, shots, level, method, category, ...more] = folder.split("/").toReversed();
  const numbers = [
    numberAfter("contamination-", level),
    numberAfter("shots-", shots),
    numberAfter("seed-", seed),
  ];
  if (!method || !category || more.length > 1 || numbers.includes(undefined)) return undefined;
  const [planted, known, random] = numbers as number[];
  return { dataset: more[0], category, method, level: planted, shots: known, seed: random };
}

function numberAfter(prefix: string, name: string | undefined): number | undefined {
  if (!name?.startsWith(prefix)) return undefined;
  const text = name.slice(prefix.length);
  return /^\d+(\.\d+)?(e-\d+)?$/.test(text) ? Number(text) : undefined;
}
