/**
 * Pseudo-anomalies at 256 x 256, beside the same pipeline of DRAEM in Python with imgaug,
 * OpenCV and numpy where a Python that has them is named (imgaug 0.4.0 needs numpy below 1.24):
 *
 *     FLAWLENS_IMGAUG_PYTHON=/path/to/python npx tsx packages/sampling/bench/anomaly.bench.ts
 *
 * Both take the same 16 decoded textures, of the image's size, from memory, and both run on one thread.
 * Also the parts, and images with textures of another size.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  cutMix,
  cutPaste,
  perlinAnomaly,
  perlinMask,
  type PixelImage,
  proceduralTexture,
  type PseudoAnomaly,
  randomStream,
  textureOperations,
} from "../src/index.ts";

const SIZE = 256;
const TEXTURES = 16;

function pictures(height: number, width: number): (PixelImage & { data: Uint8Array })[] {
  const random = randomStream(1);
  return Array.from({ length: TEXTURES }, () => {
    const image = proceduralTexture({ height, width, random });
    for (let i = 0; i < image.data.length; i++)
      image.data[i] = Math.min(255, Math.max(0, image.data[i] + 40 * (random() - 0.5)));
    return image;
  });
}

/** Median and mean time of one call, in ms: a pipeline's calls differ by what they draw. */
function time(name: string, calls: number, work: () => unknown): number {
  for (let i = 0; i < calls / 4; i++) work();
  const times = Array.from({ length: calls }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  const mean = times.reduce((sum, ms) => sum + ms, 0) / calls;
  const median = times.sort((a, b) => a - b)[calls >> 1];
  console.log(`${name.padEnd(44)} mean ${mean.toFixed(2)} ms, median ${median.toFixed(2)}`);
  return mean;
}

const textures = pictures(SIZE, SIZE);
const [image] = textures;
const floats = { ...image, data: Float32Array.from(image.data, (v) => v / 255) };
const random = randomStream(2);
const call = (anomaly: PseudoAnomaly) => () => anomaly(floats, { random });

const ours = time("perlinAnomaly, whole pipeline", 1000, call(perlinAnomaly({ textures })));
const larger = pictures(480, 640);
time("  with textures of 640 x 480", 400, call(perlinAnomaly({ textures: larger })));
time("  with procedural textures", 400, call(perlinAnomaly()));
time("perlinMask", 500, () => perlinMask({ height: SIZE, width: SIZE, random }));
for (const [name, change] of Object.entries(textureOperations))
  time(`  ${name}`, 200, () => change(image, { random }));
time("cutPaste", 400, call(cutPaste()));
time("cutMix", 400, call(cutMix({ partners: textures })));

const python = process.env.FLAWLENS_IMGAUG_PYTHON;
if (python) {
  const directory = mkdtempSync(join(tmpdir(), "flawlens-anomaly-"));
  try {
    const file = join(directory, "textures.u8");
    writeFileSync(file, Buffer.concat(textures.map(({ data }) => data)));
    const script = fileURLToPath(new URL("anomaly.py", import.meta.url));
    const env = { ...process.env, OMP_NUM_THREADS: "1" };
    const out = execFileSync(python, [script, file], { env, encoding: "utf8" });
    const { mean, median, parts } = JSON.parse(out.trim().split("\n").at(-1) ?? "") as {
      mean: number;
      median: number;
      parts: Record<string, number>;
    };
    console.log(
      `DRAEM's pipeline in Python: mean ${mean.toFixed(2)} ms, median ${median.toFixed(2)}`,
    );
    for (const [part, ms] of Object.entries(parts)) console.log(`  ${part}: ${ms.toFixed(2)} ms`);
    console.log(`Python / ours, means: ${(mean / ours).toFixed(1)} x`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
