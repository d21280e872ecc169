/** Time and memory of `evaluate` on a test set of a real size: `pnpm bench`, or this file by tsx. */
import { evaluate, type EvaluationRecord } from "../src/index.ts";

const types = ["blowhole", "break", "crack", "fray", "uneven"];
const size = { height: 256, width: 256 };
const images = 250;

let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

const records = Array.from({ length: images }, (_, i): EvaluationRecord => {
  const k = i % 3 === 0 ? i % types.length : -1;
  const maps = types.map((_, j) => {
    const data = Float32Array.from({ length: 32 * 32 }, random);
    if (j === k) for (let p = 300; p < 320; p++) data[p] += 0.5;
    return { data, height: 32, width: 32 };
  });
  const mask = { ...size, data: new Uint8Array(size.height * size.width) };
  for (let y = 72; y < 80; y++) mask.data.fill(1, 256 * y + 96, 256 * y + 256);
  const scores = maps.map(({ data }) => data.reduce((a, b) => Math.max(a, b)));
  return {
    id: `${i}`,
    category: `${i % 2}`,
    label: k < 0 ? 0 : 1,
    defectTypes: k < 0 ? [] : [types[k]],
    scores,
    score: Math.max(...scores),
    maps,
    map: maps[0],
    mask: k < 0 ? null : mask,
  };
});

const times = Array.from({ length: 3 }, () => {
  const start = performance.now();
  const before = process.cpuUsage();
  evaluate({ types, records, size });
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6 };
}).sort((a, b) => a.wall - b.wall);
const pixels = ((types.length + 2) * images * size.height * size.width) / 1e6;
console.log(
  `evaluate, ${images} images, ${types.length} types, 2 categories, 256 x 256 (${pixels.toFixed(0)} M pixels): ` +
    `median ${times[1].wall.toFixed(1)} s (${times[0].wall.toFixed(1)} to ${times[2].wall.toFixed(1)}), ` +
    `${times[1].cpu.toFixed(1)} s of CPU, ` +
    `resident at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
);
