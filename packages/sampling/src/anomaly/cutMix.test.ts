import { describe, expect, test } from "vitest";
import { noisyImage, pseudoAnomalyContract } from "../../test/pseudoAnomalyContract.ts";
import { randomStream } from "../randomStream.ts";
import { cutMix } from "./cutMix.ts";

describe("cutMix", () => {
  describe("of two partners", () => {
    const partners = [2, 3].map((seed) => noisyImage(48, 64, { seed }));
    pseudoAnomalyContract(cutMix({ partners }));
  });

  test("replaces a box by the same box of the partner", () => {
    const partner = noisyImage(48, 64, { seed: 2 });
    const image = noisyImage(48, 64);
    const { image: made, mask } = cutMix({ partners: [partner] })(image, {
      random: randomStream(1),
    });
    expect(
      made.data.every((v, i) => v === (mask.data[Math.floor(i / 3)] ? partner : image).data[i]),
    ).toBe(true);
    const on = [...mask.data.keys()].filter((i) => mask.data[i] === 1);
    const columns = on.map((i) => i % 64);
    const rows = on.map((i) => Math.floor(i / 64));
    const w = Math.max(...columns) - Math.min(...columns) + 1;
    const h = Math.max(...rows) - Math.min(...rows) + 1;
    expect(on).toHaveLength(h * w);
  });

  test("covers as much as a box of uniform area and centre, clipped: 28 % on average", () => {
    // by quadrature: a side share s = √u keeps s - s²/4 of each side on average
    const steps = 10_000;
    let expected = 0;
    for (let i = 0; i < steps; i++) {
      const s = Math.sqrt((i + 0.5) / steps);
      expected += (s - s ** 2 / 4) ** 2 / steps;
    }
    const partners = [noisyImage(100, 100, { seed: 2, channels: 1 })];
    const image = noisyImage(100, 100, { channels: 1 });
    const random = randomStream(5);
    const shares = Array.from({ length: 2000 }, () => {
      const { mask } = cutMix({ partners })(image, { random });
      let area = 0;
      for (const bit of mask.data) area += bit;
      return area / 10_000;
    });
    const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
    // four standard errors, and half a pixel on each side by rounding
    expect(Math.abs(mean - expected)).toBeLessThan(0.018 + 0.01);
  });

  test("labels an image of which nothing was replaced 0", () => {
    const partners = [noisyImage(8, 8)];
    const made = cutMix({ partners, areaFraction: [0, 0] })(noisyImage(8, 8, { seed: 2 }), {
      random: randomStream(1),
    });
    expect(made.label).toBe(0);
    expect(made.mask.data.includes(1)).toBe(false);
  });

  test("refuses no partner, another size and a range out of [0, 1]", () => {
    expect(() => cutMix({ partners: [] })).toThrow(
      "cutMix: expected at least one partner, got none",
    );
    expect(() => cutMix({ partners: [noisyImage(1, 1)], areaFraction: [0, 2] })).toThrow(
      "cutMix: expected areaFraction as a range within [0, 1], got [0, 2]",
    );
    expect(() =>
      cutMix({ partners: [noisyImage(1, 1)] })(noisyImage(2, 2), { random: randomStream(1) }),
    ).toThrow("expected a texture of the image's size, 2 x 2, got 1 x 1");
  });
});
