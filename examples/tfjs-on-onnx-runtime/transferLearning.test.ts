import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams, networkSpec, smallConvNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { afterAll, beforeAll, expect, test } from "vitest";
import { learnClasses } from "./transferLearning.ts";

const SIDE = 32;
const random = randomStream(3);
/** Whether a pixel is bright, by the name of the kind. */
const KINDS: Record<string, (x: number, y: number, shift: number) => boolean> = {
  lying: (_, y, shift) => (y + shift) % 8 < 4,
  slanted: (x, y, shift) => (x + y + shift) % 8 < 4,
  upright: (x, _, shift) => (x + shift) % 8 < 4,
};

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "flawlens-transfer-"))));
afterAll(() => rm(folder, { recursive: true }));

/** A file of stripes at a random place, in noise. */
async function writeStripes(file: string, kind: string): Promise<void> {
  const shift = Math.floor(8 * random());
  const bytes = Buffer.alloc(54 + 3 * SIDE * SIDE); // a BMP of 24 bits
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  for (const [at, value] of [[10, 54], [14, 40], [18, SIDE], [22, SIDE]]) bytes.writeUInt32LE(value, at); // prettier-ignore
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const bright = KINDS[kind](i % SIDE, Math.floor(i / SIDE), shift);
    for (let c = 0; c < 3; c++) bytes[54 + 3 * i + c] = (bright ? 170 : 60) + 40 * random();
  }
  await writeFile(file, bytes);
}

test("tells three kinds of stripes apart, wherever they lie, by features of a network that is not trained", async () => {
  await useEngine("ort");
  for (const kind of Object.keys(KINDS)) {
    await mkdir(join(folder, kind));
    for (let i = 0; i < 10; i++) await writeStripes(join(folder, kind, `${i}.bmp`), kind);
  }
  const network = smallConvNetwork({ widths: [[16], [32]] });
  const params = initParams(networkSpec(network), { random: randomStream(1) });
  const features = { network, params, layer: "stages.1", size: SIDE };
  const { classes, classify } = await learnClasses(folder, features, 60);
  expect(classes).toEqual(["lying", "slanted", "upright"]);

  const unseen = join(folder, "unseen.bmp");
  let right = 0;
  for (let i = 0; i < 15; i++) {
    const kind = classes[i % 3];
    await writeStripes(unseen, kind);
    const probabilities = await classify(unseen);
    expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    if (probabilities[i % 3] === Math.max(...probabilities)) right++;
  }
  expect(right).toBeGreaterThanOrEqual(14); // by chance 5
});
