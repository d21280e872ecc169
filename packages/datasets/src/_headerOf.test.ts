import * as fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { headerOf } from "./_headerOf.ts";

const noise = (height: number, width: number, channels: 1 | 2 | 3 | 4): Sharp =>
  sharp(
    Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 2654435761) >>> 24),
    { raw: { height, width, channels } },
  );

/** What libvips says: the oracle. */
async function asLibvipsSays(bytes: Uint8Array) {
  const { autoOrient, hasAlpha } = await sharp(bytes).autoOrient().metadata();
  return { size: autoOrient, hasAlpha };
}

describe("headerOf", () => {
  test.each([
    { of: "a PNG", make: () => noise(5, 7, 3).png() },
    { of: "a grey PNG", make: () => noise(5, 7, 1).toColourspace("b-w").png() },
    { of: "a PNG of a palette", make: () => noise(5, 7, 3).png({ palette: true }) },
    { of: "an interlaced PNG", make: () => noise(5, 7, 3).png({ progressive: true }) },
    { of: "a JPEG", make: () => noise(5, 7, 3).jpeg() },
    { of: "a grey JPEG", make: () => noise(5, 7, 1).toColourspace("b-w").jpeg() },
    { of: "a progressive JPEG", make: () => noise(300, 7, 3).jpeg({ progressive: true }) },
  ])("knows the size of $of", async ({ make }) => {
    const bytes = await make().toBuffer();
    const { size, hasAlpha } = await asLibvipsSays(bytes);
    expect(headerOf(bytes)).toEqual(size);
    expect(hasAlpha).toBe(false);
  });

  test.each([
    { of: "alpha", make: () => noise(5, 7, 4).png() },
    { of: "grey and alpha", make: () => noise(5, 7, 2).toColourspace("b-w").png() },
    {
      of: "a palette with transparency",
      make: () => noise(5, 7, 4).png({ palette: true }),
    },
    {
      of: "a PNG turned by EXIF",
      make: () => noise(5, 7, 3).withMetadata({ orientation: 6 }).png(),
    },
    {
      of: "a JPEG turned by EXIF",
      make: () => noise(5, 7, 3).withMetadata({ orientation: 6 }).jpeg(),
    },
    { of: "another format", make: () => noise(5, 7, 3).webp() },
  ])("leaves to libvips: $of", async ({ make }) => {
    expect(headerOf(await make().toBuffer())).toBeNull();
  });

  test("of damaged bytes says nothing, or what libvips says", async () => {
    const whole = await Promise.all(
      [noise(9, 11, 3).png(), noise(9, 11, 3).jpeg(), noise(9, 11, 4).png()].map((file) =>
        file.toBuffer(),
      ),
    );
    let told = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { maxLength: 3 }),
        fc.nat({ max: 300 }),
        async (bytes, changes, cut) => {
          const damaged = Uint8Array.from(bytes.subarray(0, Math.max(bytes.length - cut, 0)));
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const said = headerOf(damaged);
          const known = await asLibvipsSays(damaged).catch(() => null);
          if (!said || !known) return true;
          told++;
          return (
            said.height === known.size.height && said.width === known.size.width && !known.hasAlpha
          );
        },
      ),
      { numRuns: 400 },
    );
    expect(told).toBeGreaterThan(20);
  });
});
