import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { tree } from "../test/tree.ts";
import { readSample } from "./readSample.ts";
import { readSampleMask } from "./readSampleMask.ts";

const row = (...values: number[]) => ({ height: 1, width: 4, pixel: (x: number) => values[x] });
const files = {
  "image.png": row(1, 2, 3, 4),
  "left.png": row(255, 0, 0, 0),
  "right.png": row(0, 0, 100, 200),
  "ids.png": row(1, 2, 2, 0),
  "long.png": { height: 1, width: 5 },
};
const sampleOf = async (mask: string | null, moreMasks?: string[], rest = {}) => {
  const manifest = manifestOf([{ image: "image.png", label: 1, mask, moreMasks }], rest);
  manifest.root = await tree(files);
  return [manifest, manifest.samples[0]] as const;
};

describe("readSampleMask", () => {
  test("joins several masks: a pixel is anomalous if one of them says so", async () => {
    const given = await sampleOf("left.png", ["right.png"]);
    expect([...(await readSampleMask(...given))!.data]).toEqual([1, 0, 1, 1]);
    expect([...(await readSample(...given)).mask!.data]).toEqual([1, 0, 1, 1]);
  });

  test("uses the threshold of the manifest, and the size that is asked for", async () => {
    const given = await sampleOf("left.png", ["right.png"], { maskThreshold: 128 });
    expect([...(await readSampleMask(...given))!.data]).toEqual([1, 0, 0, 1]);
    const size = { height: 1, width: 2 }; // columns 1 and 3
    expect([...(await readSampleMask(...given, size))!.data]).toEqual([0, 1]);
  });

  test("keeps one type, whatever its name is", async () => {
    for (const type of ["pit", "constructor", "__proto__"]) {
      const maskClasses = Object.fromEntries([[`thing/${type}`, [2]]]);
      const given = await sampleOf("ids.png", undefined, { maskClasses });
      const { data } = (await readSampleMask(...given, { defectType: type }))!;
      expect([...data]).toEqual([0, 1, 1, 0]);
      const all = await readSampleMask(...given, { defectType: "toString" });
      expect([...all!.data]).toEqual([1, 1, 1, 0]);
    }
  });

  test("gives none for a sample without a mask, and refuses masks of two sizes", async () => {
    expect(await readSampleMask(...(await sampleOf(null)))).toBeNull();
    await expect(readSampleMask(...(await sampleOf("left.png", ["long.png"])))).rejects.toThrow(
      "readMask: expected 4 x 1 px as its image has, got 5 x 1 px in",
    );
  });
});
