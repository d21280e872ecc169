// The 1 % coreset of as many patches as an MVTec AD category has. With FLAWLENS_CORESET=<folder>, the points,
// start and coreset that anomalib chose there (points.f32, coreset.json) are taken and the coresets compared;
// without it the points are clustered and come from a seed.
//   npx tsx --conditions=@flawlens/source packages/patchcore/bench/coreset.bench.ts
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rows } from "@flawlens/detector";
import { normal, randomStream } from "@flawlens/sampling";
import { greedyCoreset } from "../src/coreset/greedyCoreset.ts";

const folder = process.env.FLAWLENS_CORESET;
const given = folder !== undefined && existsSync(join(folder, "coreset.json"));
const { rows, coreset, start, seconds } = given ? fromFolder(folder) : fromSeed();
const begun = performance.now();
const options = {
  count: coreset?.length ?? Math.floor(rows.count / 100),
  start,
};
const found = [...greedyCoreset(rows, options)];
const took = (performance.now() - begun) / 1000;
console.log(
  `greedyCoreset: ${found.length} of ${rows.count} rows of ${rows.size} in ${took.toFixed(1)} s`,
);
if (coreset) {
  const differing = found.findIndex((index, i) => index !== coreset[i]);
  const shared = new Set(found);
  const common = coreset.filter((index) => shared.has(index)).length;
  console.log(
    `anomalib took ${seconds?.toFixed(1)} s here (${((seconds ?? 0) / took).toFixed(1)} x); ` +
      (differing < 0
        ? "the same coreset"
        : `${common} of ${coreset.length} the same, the first other is number ${differing}`),
  );
}

function fromFolder(folder: string) {
  const { count, size, coreset, seconds } = JSON.parse(
    readFileSync(join(folder, "coreset.json"), "utf8"),
  ) as { count: number; size: number; coreset: number[]; seconds: number };
  const { buffer, byteOffset } = readFileSync(join(folder, "points.f32"));
  const rows: Rows = { data: new Float32Array(buffer, byteOffset, count * size), count, size };
  return { rows, coreset, start: coreset[0], seconds };
}

function fromSeed() {
  const random = randomStream(1);
  const [count, size, clusters] = [50_000, 152, 400];
  const centres = Float32Array.from({ length: clusters * size }, () => 2 * normal(random));
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const cluster = Math.floor(random() * clusters);
    for (let c = 0; c < size; c++)
      data[i * size + c] = centres[cluster * size + c] + normal(random);
  }
  return { rows: { data, count, size }, coreset: undefined, start: 0, seconds: undefined };
}
