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

  test("places the box around a pixel, whole where it fits and clipped at the border", () => {
    const partners = [noisyImage(9, 9, { seed: 2, channels: 1 })];
    const areaFraction = [0.25, 0.25] as const; // half of each side: trunc(4.5) = 4 pixels, 2 on each side
    const rowsAndColumns = (...draws: number[]) => {
      const random = () => draws.shift()!;
      const { mask } = cutMix({ partners, areaFraction })(noisyImage(9, 9, { channels: 1 }), { random }); // prettier-ignore
      const on = [...mask.data.keys()].filter((i) => mask.data[i] === 1);
      const of = (places: number[]) => [Math.min(...places), Math.max(...places)];
      return [of(on.map((i) => Math.floor(i / 9))), of(on.map((i) => i % 9))];
    };
    // draws: the partner, the share, the row and the column of the middle as fractions of 9
    expect(rowsAndColumns(0, 0, 0.5, 0.6)).toEqual([[2, 5], [3, 6]]); // prettier-ignore
    expect(rowsAndColumns(0, 0, 0, 0.99)).toEqual([[0, 1], [6, 8]]); // prettier-ignore
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
