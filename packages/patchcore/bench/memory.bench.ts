// Peak memory of fitting MH-PatchCore on 200, 2,000 and 20,000 images: each in a process of its own, on vectors that
// come from a seed instead of a network, 64 cells of 64 numbers an image.
//   npx tsx packages/patchcore/bench/memory.bench.ts [IMAGES...]
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Embedding } from "../src/embedding/embedding.ts";
import { fitMhpatchcore } from "../src/mhpatchcore/fitMhpatchcore.ts";
import { createMhpatchcore } from "../src/patchcore/createPatchcore.ts";
import { mergeReduce } from "../src/reduction/mergeReduce.ts";

const [grid, size] = [8, 64];
const given = process.argv.slice(2);
if (given[0] === "fit") await fit(Number(given[1]));
else compare(given.length > 0 ? given.map(Number) : [200, 2_000, 20_000]);

function compare(counts: readonly number[]): void {
  console.log(`${cpus()[0].model}, Node ${process.version}`);
  for (const count of counts) {
    const own = [
      "--expose-gc",
      ...process.execArgv,
      fileURLToPath(import.meta.url),
      "fit",
      String(count),
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, own, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    process.stdout.write(stdout);
  }
}

async function fit(images: number): Promise<void> {
  await useEngine();
  const model = createMhpatchcore({ embedding: fromSeed(), embeddingParams: {}, inputSize: grid });
  const before = process.resourceUsage().maxRSS;
  const source = {
    samples: Array.from({ length: images }, (_, i) => ({ id: `${i}`, label: 0 as const, defectTypes: [] })), // prettier-ignore
    read: async () => {
      const side = { height: grid, width: grid };
      return {
        data: new Uint8Array(grid * grid * 3),
        ...side,
        channels: 3 as const,
        original: side,
      };
    },
  };
  const reduction = mergeReduce({ rows: 256, blockRows: 64 });
  let events = 0; // garbage that waits for its collection is no memory that fitting needs
  for await (const _ of fitMhpatchcore(model, { source, reduction }))
    if (++events % 50 === 0) globalThis.gc?.();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const mb = (kib: number) => ((kib * 1024) / 1e6).toFixed(0);
  console.log(
    `${images} images: peak of ${mb(maxRSS)} MB, ${mb(maxRSS - before)} MB above the start; ` +
      `${((userCPUTime + systemCPUTime) / 1e6).toFixed(0)} s of processor time`,
  );
}

/** Vectors that vary in some directions more than in others, around a mean of their cell. */
function fromSeed(): Embedding {
  const random = randomStream(1);
  return {
    name: "vectors from a seed",
    spec: [],
    size,
    grid: () => ({ height: grid, width: grid }),
    embed(_, given) {
      const count = given.shape[0];
      const data = new Float32Array(count * grid * grid * size);
      for (let at = 0; at < data.length; at++) {
        const [cell, c] = [Math.floor(at / size) % (grid * grid), at % size];
        data[at] = ((cell * 7 + c) % 5) + (random() + random() - 1) / (1 + c / 8);
      }
      return tensor4d(data, [count, grid, grid, size]);
    },
  };
}
