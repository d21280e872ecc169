import type { EvaluationRecord } from "../src/evaluationRecord.ts";

/** A linear congruential generator: enough for test data. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Records of a detector that is right more often than not: 16-pixel masks, 4-pixel maps. */
export function makeRecords({
  types,
  count,
  seed = 1,
  categories = ["tile"],
}: {
  types: string[];
  count: number;
  seed?: number;
  categories?: string[];
}): { records: EvaluationRecord[]; size: { height: number; width: number } } {
  const random = lcg(seed);
  const size = { height: 16, width: 16 };
  const records = Array.from({ length: count }, (_, i): EvaluationRecord => {
    const k = (i % (types.length + 1)) - 1; // −1: normal
    const row = Math.floor(random() * 4);
    const column = Math.floor(random() * 4);
    const maps = types.map((_, j) => {
      const data = Float32Array.from({ length: 16 }, () => 0.4 * random());
      if (j === k) data[4 * row + column] += 0.2 + random();
      return { data, height: 4, width: 4 };
    });
    const scores = maps.map(({ data }) => Math.max(...data));
    const inCell = (p: number) =>
      Math.floor(p / 64) === row && Math.floor((p % 16) / 4) === column ? 1 : 0;
    return {
      id: `image-${i}.png`,
      category: categories[i % categories.length],
      label: k < 0 ? 0 : 1,
      defectTypes: k < 0 ? [] : [types[k]],
      scores,
      maps,
      mask: k < 0 ? null : { ...size, data: Uint8Array.from({ length: 256 }, (_, p) => inCell(p)) },
    };
  });
  return { records, size };
}
