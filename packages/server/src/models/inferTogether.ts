import type { OutputName, RawOutput } from "@flawlens/inference";
import type { Model } from "../model.ts";

/** Images of one request, and the outputs that it needs. */
export interface InferWork {
  /** `[count, height, width, 3]`, RGB. */
  images: Uint8Array;
  count: number;
  parts: readonly OutputName[];
}

/**
 * Runs the images of several requests as one list, at most `size` of them at a time, and gives each request its own
 * rows.
 *
 * @returns One output a request, in order; it may hold parts that others asked for.
 */
export async function inferTogether(
  model: Pick<Model, "infer">,
  works: readonly InferWork[],
  size: number,
): Promise<RawOutput[]> {
  const parts = [...new Set(works.flatMap((work) => work.parts))];
  const images = works.length === 1 ? works[0].images : concatenate(works);
  const total = works.reduce((sum, { count }) => sum + count, 0);
  const stride = images.length / total;
  const tables = new Map<string, Float32Array>();
  let mapSize: [number, number] = [0, 0];
  for (let from = 0; from < total; from += size) {
    const count = Math.min(size, total - from);
    const output = await model.infer(
      images.subarray(from * stride, (from + count) * stride),
      parts,
    );
    mapSize = output.mapSize;
    for (const [name, values] of tablesOf(output)) {
      const width = values.length / count;
      const table = tables.get(name) ?? new Float32Array(total * width);
      table.set(values, from * width);
      tables.set(name, table);
    }
  }
  let from = 0;
  return works.map(({ count }) => {
    const rows = (name: string): Float32Array => {
      const table = tables.get(name)!;
      const width = table.length / total;
      return table.subarray(from * width, (from + count) * width);
    };
    const names = [...tables.keys()].filter((name) => name.startsWith("extras."));
    const own: RawOutput = {
      scores: rows("scores"),
      maps: rows("maps"),
      anomalyMaps: rows("anomalyMaps"),
      mapSize,
      extras: Object.fromEntries(names.map((name) => [name.slice("extras.".length), rows(name)])),
    };
    from += count;
    return own;
  });
}

function concatenate(works: readonly InferWork[]): Uint8Array {
  const images = new Uint8Array(works.reduce((sum, work) => sum + work.images.length, 0));
  let at = 0;
  for (const work of works) {
    images.set(work.images, at);
    at += work.images.length;
  }
  return images;
}

function tablesOf({ scores, maps, anomalyMaps, extras }: RawOutput): [string, Float32Array][] {
  return [
    ["scores", scores],
    ["maps", maps],
    ["anomalyMaps", anomalyMaps],
    ...Object.entries(extras).map(([name, values]): [string, Float32Array] => [
      `extras.${name}`,
      values,
    ]),
  ];
}
