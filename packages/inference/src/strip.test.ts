import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realData } from "../../datasets/test/realData.ts";
import { cellNetwork } from "../test/cellNetwork.ts";
import { stripOf } from "../test/stripOf.ts";
import { createDetector } from "./run/createDetector.ts";
import type { Pixels } from "./images/pixels.ts";

const read = () => Promise.reject(new Error("pixels are given"));
const side = 256;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "flawlens-strip-"))));
afterAll(() => rm(folder, { recursive: true }));

/**
 * The strip in tiles and as a whole, by one network that sees no further than a cell: what tiling gives is to be
 * what the network gives of the whole strip.
 */
async function bothWays(strip: Pixels) {
  const [tiles, whole] = [cellNetwork({ height: side, width: side }), cellNetwork(strip)];
  const tiling = { size: side, overlap: 64 };
  const options = { tiling, batchSize: 8 };
  return {
    tiled: await createDetector<never>({ ...tiles, read }).predictImage(strip, options),
    whole: await createDetector<never>({ ...whole, read }).predictImage(strip),
  };
}

async function expectTheSame(strip: Pixels): Promise<void> {
  expect([strip.height, strip.width]).toEqual([256, 4096]);
  const { tiled, whole } = await bothWays(strip);
  expect([tiled.map.height, tiled.map.width]).toEqual([32, 512]);
  // Tiles begin every 192 pixels, at whole cells: blending equal cells changes nothing but the rounding to float32.
  const apart = tiled.map.data.map((value, i) => Math.abs(value - whole.map.data[i]));
  expect(Math.max(...apart)).toBeLessThan(1e-4);
  expect(new Set(whole.map.data).size).toBeGreaterThan(1000);
  expect([tiled.score, tiled.verdict]).toEqual([whole.score, whole.verdict]);
  expect(tiled.regions.map(({ box }) => box)).toEqual(whole.regions.map(({ box }) => box));
}

test("a strip of 16 rendered parts gives in tiles what it gives as a whole", async () => {
  const few = { normal: 1, anomalous: 1 };
  const none = { normal: 1, anomalous: 0 };
  const { samples, root } = await synthesize(folder, { seed: 3, size: 32, train: none, validation: none, test: few }); // prettier-ignore
  const files = samples.map(({ image }) => join(root, image)).slice(0, 16);
  await expectTheSame(await stripOf(files, side));
});

const tiles = realData("magnetic-tile");
if (tiles.absent) console.warn("skipped: a strip of real tiles needs the magnetic tiles");
test.skipIf(tiles.absent)("so does one of 16 photographs of magnetic tiles", async () => {
  const names = await readdir(tiles.path, { recursive: true });
  const files = names.filter((name) => /\.jpg$/i.test(name)).toSorted();
  await expectTheSame(await stripOf(files.slice(0, 16).map((name) => join(tiles.path, name)), side)); // prettier-ignore
});
