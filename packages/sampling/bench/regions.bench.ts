/**
 * `splitRegions` on masks of 1024 x 1024 with 200,000 foreground pixels, eps 3, minSamples 5,
 * beside scikit-learn's DBSCAN where a Python that has it is named:
 *
 *     FLAWLENS_PYTHON=/path/to/python npx tsx packages/sampling/bench/regions.bench.ts
 *
 * Both run on one thread on the same masks; labels are compared.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Grid } from "@flawlens/metrics";
import { randomStream, shuffle, splitRegions } from "../src/index.ts";

const SIZE = 1024;
const FOREGROUND = 200_000;
const OPTIONS = { eps: 3, minSamples: 5 };

/** Discs of 5 to 60 pixels, the last ones thinned out, and 2,000 specks. */
function defects(): Grid {
  const random = randomStream(3);
  const data = new Uint8Array(SIZE * SIZE);
  let left = FOREGROUND - 2000;
  while (left > 0) {
    const radius = 5 + 55 * random();
    const [cy, cx] = [random() * SIZE, random() * SIZE];
    for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(SIZE, cy + radius); y++)
      for (let x = Math.max(0, Math.ceil(cx - radius)); x < Math.min(SIZE, cx + radius); x++)
        if ((y - cy) ** 2 + (x - cx) ** 2 < radius ** 2 && left > 0 && data[y * SIZE + x] === 0) {
          data[y * SIZE + x] = 1;
          left--;
        }
  }
  fill(data, 2000, random);
  return { data, height: SIZE, width: SIZE };
}

/** Every pixel on its own: the worst case. */
function dust(): Grid {
  const data = new Uint8Array(SIZE * SIZE);
  fill(data, FOREGROUND, randomStream(4));
  return { data, height: SIZE, width: SIZE };
}

function fill(data: Uint8Array, count: number, random: () => number): void {
  const free = [...data.keys()].filter((i) => data[i] === 0);
  for (const i of shuffle(free, random).slice(0, count)) data[i] = 1;
}

const directory = mkdtempSync(join(tmpdir(), "flawlens-regions-"));
try {
  for (const [name, mask] of Object.entries({ defects: defects(), dust: dust() })) {
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      const start = performance.now();
      splitRegions(mask, OPTIONS);
      times.push(performance.now() - start);
    }
    const first = times[0];
    times.sort((a, b) => a - b);
    const { labels, regions } = splitRegions(mask, OPTIONS);
    console.log(
      `${name}: ${regions.length} regions; median ${times[15].toFixed(1)} ms, ` +
        `min ${times[0].toFixed(1)}, max ${times[29].toFixed(1)}, first call ${first.toFixed(1)}`,
    );
    const python = process.env.FLAWLENS_PYTHON;
    if (!python) continue;
    const files = ["mask.u8", "labels.i32"].map((file) => join(directory, file));
    writeFileSync(files[0], mask.data as Uint8Array);
    const script = fileURLToPath(new URL("regions.py", import.meta.url));
    const env = { ...process.env, OMP_NUM_THREADS: "1" };
    const out = execFileSync(python, [script, ...files], { env, encoding: "utf8" });
    const { ms } = JSON.parse(out) as { ms: number[] };
    const theirs = ms.sort((a, b) => a - b)[Math.floor(ms.length / 2)];
    const expected = new Int32Array(new Uint8Array(readFileSync(files[1])).buffer);
    const same = labels.every((label, i) => label === expected[i]);
    console.log(
      `  scikit-learn: median ${theirs.toFixed(0)} ms of ${ms.length}, ${(theirs / times[15]).toFixed(0)} x as long; ` +
        `labels ${same ? "identical" : "DIFFER"}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}
