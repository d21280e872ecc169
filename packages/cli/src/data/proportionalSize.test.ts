import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { proportionalSize } from "./proportionalSize.ts";

async function sized(sizes: [height: number, width: number][], broken = 0) {
  const root = await temporaryFolder();
  await mkdir(root, { recursive: true });
  for (const [i, [height, width]] of sizes.entries())
    await sharp({ create: { width, height, channels: 3, background: "grey" } })
      .png()
      .toFile(join(root, `s${i}.png`));
  for (let i = 0; i < broken; i++) await writeFile(join(root, `s${sizes.length + i}.png`), "no");
  return manifestOf(
    Array.from({ length: sizes.length + broken }, () => ({})),
    { root },
  );
}

describe("proportionalSize", () => {
  test.each<{ sizes: [number, number][]; is: [number, number] }>([
    { sizes: [[900, 900]], is: [384, 384] },
    { sizes: [[400, 600]], is: [320, 480] }, // 313 x 470
    { sizes: [[600, 400]], is: [480, 320] },
    { sizes: [[200, 4000]], is: [224, 672] }, // three to one at most: 222 x 665
    { sizes: [[400, 400], [400, 600], [400, 640]], is: [320, 480] }, // prettier-ignore
    { sizes: [[300, 300]], is: [288, 288] }, // their own size, to a multiple of 32
    { sizes: [[50, 50]], is: [256, 256] }, // enlarged
  ])("of images of $sizes is $is", async ({ sizes, is }) => {
    expect(await proportionalSize(await sized(sizes), 384)).toEqual(is);
  });

  test("passes over what cannot be read, and is square where nothing can", async () => {
    expect(await proportionalSize(await sized([[400, 600]], 1), 384)).toEqual([320, 480]);
    expect(await proportionalSize(await sized([], 2), 384)).toEqual([384, 384]);
  });
});
