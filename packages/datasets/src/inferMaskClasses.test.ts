import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { realData } from "../test/realData.ts";
import { tree } from "../test/tree.ts";
import { inferMaskClasses } from "./inferMaskClasses.ts";
import { visa } from "./layouts/visa.ts";
import { readManifest } from "./readManifest.ts";
import { readSample } from "./readSample.ts";
import { saveManifest } from "./saveManifest.ts";

/** A data set of 8 x 1 px whose masks hold these values. */
async function masked(rows: readonly { types: string[]; values: number[]; category?: string }[]) {
  const image = { height: 1, width: 8 };
  const files: Record<string, Uint8Array> = {};
  for (const [i, { values }] of rows.entries()) {
    const data = Uint8Array.from({ length: 8 }, (_, x) => values[x] ?? 0);
    const raw = { ...image, channels: 1 } as const;
    files[`m${i}.png`] = await sharp(data, { raw }).toColourspace("b-w").png().toBuffer();
    files[`s${i}.png`] = files[`m${i}.png`];
  }
  const samples = rows.map(({ types, category = "nut" }, i) => ({
    defectTypes: types,
    category,
    mask: `m${i}.png`,
  }));
  return manifestOf(samples, { root: await tree(files) });
}

describe("inferMaskClasses", () => {
  test("knows a type that never comes alone by the ones that do", async () => {
    const manifest = await inferMaskClasses(
      await masked([
        { types: ["crack"], values: [1] },
        { types: ["crack", "dent"], values: [1, 2] },
        { types: ["dent", "spot"], values: [2, 5] },
        { types: ["spot"], values: [] }, // an empty mask says nothing
      ]),
    );
    expect(manifest.maskClasses).toEqual({ "nut/crack": [1], "nut/dent": [2], "nut/spot": [5] });
    expect(manifest.warnings).toBeUndefined();
    const dented = await readSample(manifest, manifest.samples[1], { defectType: "dent" });
    expect([...dented.mask!.data]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("tells values apart in each category, and survives being saved", async () => {
    const manifest = await inferMaskClasses(
      await masked([
        { types: ["crack"], values: [1] },
        { types: ["crack"], values: [3], category: "bolt" },
      ]),
    );
    await saveManifest(`${manifest.root}/manifest.json`, manifest);
    const read = await readManifest(`${manifest.root}/manifest.json`);
    expect(read.maskClasses).toEqual({ "nut/crack": [1], "bolt/crack": [3] });
    const bolt = await readSample(read, read.samples[1], { defectType: "crack" });
    expect(bolt.mask!.data[0]).toBe(1);
  });

  test("leaves out what it cannot be sure of, and says so", async () => {
    const manifest = await inferMaskClasses(
      await masked([
        { types: ["a", "b"], values: [1, 2] }, // always together
        { types: ["c"], values: [3] },
        { types: ["d"], values: [3] }, // one value, two types
        { types: ["e"], values: [4] },
        { types: ["e"], values: [6] }, // contradicts itself
        { types: ["f"], values: [7] },
      ]),
    );
    expect(manifest.maskClasses).toEqual({ "nut/f": [7] });
    expect(manifest.warnings).toEqual(
      ["a", "b", "c", "d", "e"].map(
        (type) => `inferMaskClasses: no value of the masks is surely nut/${type}`,
      ),
    );
  });

  const real = realData("visa");
  test.skipIf(real.absent)("finds the ids of the real macaroni1 (needs VisA's masks)", async () => {
    const manifest = await inferMaskClasses(await visa(real.path));
    expect(manifest.maskClasses).toEqual({
      "macaroni1/chip around edge and corner": [1],
      "macaroni1/different colour spot": [2],
      "macaroni1/middle breakage": [3], // never without small scratches
      "macaroni1/similar colour spot": [4],
      "macaroni1/small cracks": [5],
      "macaroni1/small scratches": [6],
    });
  });
});
