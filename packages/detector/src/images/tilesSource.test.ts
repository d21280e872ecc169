import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImage, readSampleMask, synthesize } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
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
