/** Time and memory of `evaluate` on test sets of a real size: `pnpm bench`, or this file by tsx. */
import { evaluate, type EvaluationRecord } from "../src/index.ts";

const types = ["blowhole", "break", "crack", "fray", "uneven"];

let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

function makeRecords(images: number, side: number): EvaluationRecord[] {
  return Array.from({ length: images }, (_, i): EvaluationRecord => {
    const k = i % 3 === 0 ? i % types.length : -1;
    const maps = types.map((_, j) => {
      const data = Float32Array.from({ length: 32 * 32 }, random);
      if (j === k) for (let p = 300; p < 320; p++) data[p] += 0.5;
      return { data, height: 32, width: 32 };
    });
    const mask = { height: side, width: side, data: new Uint8Array(side * side) };
    const cell = side / 32; // the row of cells above
    for (let y = 9 * cell; y < 10 * cell; y++)
      mask.data.fill(1, side * y + 12 * cell, side * (y + 1));
    const scores = maps.map(({ data }) => data.reduce((a, b) => Math.max(a, b)));
    return {
      id: `${i}`,
      category: `${i % 2}`,
      label: k < 0 ? 0 : 1,
      defectTypes: k < 0 ? [] : [types[k]],
      scores,
      maps,
      mask: k < 0 ? null : mask,
    };
  });
}

for (const { images, side } of [
  { images: 310, side: 128 },
  { images: 250, side: 256 },
]) {
  const records = makeRecords(images, side);
  const size = { height: side, width: side };
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    const before = process.cpuUsage();
    evaluate({ detector: { types, input: size }, records });
    const { user, system } = process.cpuUsage(before);
    return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
  }).sort((a, b) => a.cpu - b.cpu);
  const pixels = ((types.length + 2) * images * side * side) / 1e6;
  console.log(
    `evaluate, ${images} images of ${side} x ${side}, ${types.length} types, 2 categories ` +
      `(${pixels.toFixed(0)} M pixels): median ${times[1].cpu.toFixed(1)} s of CPU ` +
      `(${times[0].cpu.toFixed(1)} to ${times[2].cpu.toFixed(1)}), ${times[1].wall.toFixed(1)} s of wall clock, ` +
      `resident at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB so far`,
  );
}
