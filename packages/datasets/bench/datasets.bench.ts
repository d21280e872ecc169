/** Time of what runs often or long: `pnpm bench`, or this file by tsx. Seeded. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@flawlens/sampling";
import sharp from "sharp";
import {
  applyAugmentation,
  type Image,
  type Manifest,
  readImage,
  splitByPart,
  synthesize,
} from "../src/index.ts";

const folder = await mkdtemp(join(tmpdir(), "flawlens-bench-"));
const random = randomStream(1);

/** Median and extremes of some runs, in milliseconds each. */
async function time(name: string, runs: number, work: () => unknown): Promise<void> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const show = (ms: number) => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
  console.log(
    `${name}: median ${show(times[runs >> 1])} ms (${show(times[0])} to ${show(times[runs - 1])}), ` +
      `${show((user + system) / 1000 / runs)} ms of CPU`,
  );
}

function noiseImage(side: number): Image {
  const data = Uint8Array.from({ length: side * side * 3 }, () => 256 * random());
  const size = { height: side, width: side };
  return { data, ...size, channels: 3, original: size };
}

const image = noiseImage(299);
const augmentation = {
  rotation: 10,
  translateX: 5,
  translateY: -7,
  brightness: 1.1,
  contrast: 0.9,
  contrastFirst: true,
};
await time("applyAugmentation, all steps, 299 px", 100, () =>
  applyAugmentation(image, augmentation),
);

const large = sharp(noiseImage(1024).data, { raw: { width: 1024, height: 1024, channels: 3 } });
await writeFile(join(folder, "a.jpg"), await large.clone().blur(2).jpeg().toBuffer());
await writeFile(join(folder, "a.png"), await large.clone().blur(2).png().toBuffer());
for (const name of ["a.jpg", "a.png"])
  await time(`readImage, 1024 to 256 px, ${name.slice(2)}, one at a time`, 20, () =>
    readImage(join(folder, name), { height: 256, width: 256 }),
  );

const samples = Array.from({ length: 30_000 }, (_, i): Manifest["samples"][number] => {
  const type = random() < 0.7 ? [] : [`type ${Math.floor(8 * random())}`];
  return {
    id: `${i}`,
    category: `object ${i % 30}`,
    split: "train",
    label: type.length > 0 ? 1 : 0,
    defectTypes: type,
    image: `${i}.jpg`,
    mask: null,
    part: `${Math.floor(i / 150)}`,
  };
});
const manifest = { name: "bench", root: folder, layout: "", defectTypes: [], categories: [] };
const fractions = { train: 0.6, validation: 0.1, test: 0.3 };
await time("splitByPart, 30,000 images in 6,000 parts", 3, () =>
  splitByPart({ ...manifest, samples }, { fractions, random }),
);

const directory = join(folder, "synthetic");
await time("synthesize, 1,560 images of 128 px", 3, () => synthesize(directory, { seed: 1 }));
await rm(folder, { recursive: true });
