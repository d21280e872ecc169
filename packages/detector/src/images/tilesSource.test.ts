import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { readImage, readSampleMask, synthesize } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tilesSource } from "./tilesSource.ts";

let root: string;
let manifest: Manifest;
const few = { normal: 1, anomalous: 1 };
const none = { normal: 1, anomalous: 0 };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-tiles-"));
  manifest = await synthesize(root, { seed: 1, size: 64, train: few, validation: none, test: none }); // prettier-ignore
});
afterAll(() => rm(root, { recursive: true }));

const size = { height: 16, width: 16 };
const options = { size, tiling: { size: 16, overlap: 0 }, perImage: 3 };

test("gives the same tiles of each normal image each time, which are parts of it in different places", async () => {
  const normal = manifest.samples.filter(({ label }) => label === 0).slice(0, 2);
  const source = tilesSource(manifest, normal, { ...options, keepBytes: 0 });
  expect(source.samples.map(({ id }) => id)).toEqual(normal.flatMap(({ id }) => [id, id, id]));
  const whole = await readImage(join(root, normal[0].image));
  const row = (x: number, y: number) => whole.data.slice((y * 64 + x) * 3, (y * 64 + x + 16) * 3);
  const places: string[] = [];
  for (const index of [0, 1, 2]) {
    const tile = await source.read(index);
    expect(await source.read(index)).toEqual(tile);
    const found = [0, 16, 32, 48].flatMap((y) => [0, 16, 32, 48].map((x) => ({ x, y })));
    const at = found.find(({ x, y }) => row(x, y).every((value, i) => value === tile.data[i]));
    places.push(JSON.stringify(at));
  }
  expect(places).not.toContain(undefined);
  expect(new Set(places).size).toBe(3);
});

test("gives the tiles of an anomalous image that show its mask, most first", async () => {
  const anomalous = manifest.samples.filter(({ mask }) => mask !== null).slice(0, 3);
  const perImage = 12; // more than there are tiles that show a defect
  const source = tilesSource(manifest, anomalous, { ...options, perImage });
  for (const [i, sample] of anomalous.entries()) {
    const whole = (await readSampleMask(manifest, sample))!;
    const counts = [0, 16, 32, 48].flatMap((top) => [0, 16, 32, 48].map((left) => whole.data.filter((on, at) => on && at % 64 >= left && at % 64 < left + 16 && at >= top * 64 && at < (top + 16) * 64).length)); // prettier-ignore
    const showing = counts.filter((count) => count > 0).sort((a, b) => b - a);
    expect(showing.length).toBeLessThan(perImage);
    for (let turn = 0; turn < perImage; turn++) {
      const mask = (await source.readMask(perImage * i + turn))!;
      const wanted = showing[Math.min(turn, showing.length - 1)]; // the last again, where there are no more
      expect(mask.data.reduce((a, b) => a + b, 0)).toBe(wanted);
    }
  }
  const unmasked = tilesSource(manifest, [{ ...anomalous[0], mask: null }], options);
  await expect(unmasked.read(0)).rejects.toThrow(`expected a mask of ${anomalous[0].id}`);
});

test("cuts masks of images lower than a tile, with nothing above and below, to the detector's size", async () => {
  const [height, width] = [6, 20];
  // A full right end, the left column, and one pixel below on the left.
  const on = (y: number, x: number) => (x >= 15 || x === 0 || (y === 5 && x === 3) ? 1 : 0);
  const data = Uint8Array.from({ length: height * width }, (_, i) => 255 * on(Math.floor(i / width), i % width)); // prettier-ignore
  const raw = { height, width, channels: 1 } as const;
  for (const name of ["low.png", "lowMask.png"])
    await sharp(data, { raw }).toFile(join(root, name));
  const sample: Sample = { ...manifest.samples[0], label: 1, defectTypes: ["x"], image: "low.png", mask: "lowMask.png" }; // prettier-ignore
  const source = tilesSource(manifest, [sample], { size: { height: 4, width: 8 }, tiling: { size: 8, overlap: 0 } }); // prettier-ignore
  // Tiles of 8 x 8 begin at row -1, at columns 0, 6 and 12, of which 12 shows most and 6 nothing.
  // Four rows of eight: those at 0, 2, 4 and 6 of the image, the last one below it.
  const rows = (columns: (y: number) => number[]) => [0, 2, 4].flatMap(columns).concat(Array(8).fill(0)); // prettier-ignore
  const at = (left: number) => rows((y) => Array.from({ length: 8 }, (_, x) => on(y, left + x)));
  const masks = await Promise.all([0, 1, 2, 3].map((turn) => source.readMask(turn)));
  expect(masks.map((mask) => [...mask!.data])).toEqual([at(12), at(0), at(0), at(0)]);
  // Turned, the image is narrower than a tile: nothing lies left and right of it.
  const turned = Uint8Array.from({ length: height * width }, (_, i) => 255 * on(i % height, Math.floor(i / height))); // prettier-ignore
  for (const name of ["narrow.png", "narrowMask.png"])
    await sharp(turned, { raw: { height: width, width: height, channels: 1 } }).toFile(join(root, name)); // prettier-ignore
  const narrow: Sample = { ...sample, image: "narrow.png", mask: "narrowMask.png" };
  const wide = { size: { height: 8, width: 8 }, tiling: { size: 8, overlap: 0 } };
  const whole = Array.from({ length: 64 }, (_, i) => {
    const [y, x] = [12 + Math.floor(i / 8), (i % 8) - 1];
    return x >= 0 && x < height ? on(x, y) : 0;
  });
  const tile = await tilesSource(manifest, [narrow], wide).readMask(0);
  expect([...tile!.data]).toEqual(whole);
  expect(masks[0]).toMatchObject({ height: 4, width: 8 });
  expect(await source.read(0)).toMatchObject({ height: 4, width: 8, original: { height: 8, width: 8 } }); // prettier-ignore
});

test("decodes an image once for tiles in succession, and for all of its tiles where they are kept", async () => {
  const [one, two] = manifest.samples.filter(({ label }) => label === 0);
  const sources = [0, undefined].map((keepBytes) => tilesSource(manifest, [one, two], { ...options, keepBytes })); // prettier-ignore
  const file = join(root, one.image);
  for (const source of sources) await source.read(0);
  await rename(file, `${file}.away`);
  const [inSuccession, keeping] = sources;
  const second = await inSuccession.read(1);
  await inSuccession.read(3);
  await expect(inSuccession.read(1)).rejects.toThrow(one.image);
  await keeping.read(3);
  expect(await keeping.read(1)).toEqual(second);
  await rename(`${file}.away`, file);
  expect(await inSuccession.read(1)).toEqual(second); // an image that could not be read is read again
});
