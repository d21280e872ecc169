import { describe, expect, test } from "vitest";
import {
  cutMix,
  cutPaste,
  perlinAnomaly,
  type PixelImage,
  randomStream,
  rotate,
  textureOperations,
} from "../src/index.ts";

/** What image decoders return: bytes whose `slice` is a window on the same memory. */
const side = 32;
function decoded(seed: number): PixelImage {
  const random = randomStream(seed);
  const data = Buffer.from(
    Array.from({ length: side * side * 3 }, () => Math.floor(256 * random())),
  );
  return { data, height: side, width: side, channels: 3 };
}

const makers = {
  perlinAnomaly: perlinAnomaly({ textures: [decoded(8), decoded(9)], resampleEmpty: true }),
  cutPaste: cutPaste(),
  cutMix: cutMix({ partners: [decoded(10)] }),
};

describe("an image in a Node buffer stays as it was", () => {
  test.each(Object.entries(makers))("%s", (_name, make) => {
    let changed = 0;
    for (let seed = 0; seed < 20; seed++) {
      const image = decoded(1);
      const made = make(image, { random: randomStream(seed) });
      expect(Buffer.compare(image.data as Buffer, decoded(1).data as Buffer)).toBe(0);
      if (Buffer.compare(made.image.data as Uint8Array, image.data as Buffer) !== 0) changed++;
    }
    expect(changed).toBeGreaterThan(0);
  });

  test.each(Object.entries(textureOperations))("%s", (_name, operation) => {
    for (let seed = 0; seed < 5; seed++) {
      const image = decoded(2);
      operation(image, { random: randomStream(seed) });
      expect(Buffer.compare(image.data as Buffer, decoded(2).data as Buffer)).toBe(0);
    }
  });

  test("rotate", () => {
    const image = decoded(3);
    expect(rotate(image, 30).data).not.toBeInstanceOf(Buffer);
    expect(Buffer.compare(image.data as Buffer, decoded(3).data as Buffer)).toBe(0);
  });
});
