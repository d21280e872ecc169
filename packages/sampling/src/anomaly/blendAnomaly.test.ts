import { describe, expect, test } from "vitest";
import { blendAnomaly } from "./blendAnomaly.ts";

const one = { height: 1, width: 1, channels: 3 };
const on = { data: Uint8Array.of(1), height: 1, width: 1 };
const x = { ...one, data: Float32Array.of(0.4, 0.2, 0.8) };
const texture = { ...one, data: Float32Array.of(0.9, 0.1, 0.5) };

describe("blendAnomaly", () => {
  test("weighs texture and original by 1 - b and b on the mask", () => {
    const { data } = blendAnomaly(x, texture, on, 0.3);
    for (const [c, value] of [0.75, 0.13, 0.59].entries()) expect(data[c]).toBeCloseTo(value, 6); // float32
  });

  test("leaves pixels off the mask, and the argument", () => {
    expect(blendAnomaly(x, texture, { ...on, data: Uint8Array.of(0) }, 0.3).data).toEqual(x.data);
    expect(x.data).toEqual(Float32Array.of(0.4, 0.2, 0.8));
  });

  test("mixes bytes and floats, in the image's kind, bytes rounded", () => {
    const bytes = { ...one, data: Uint8Array.of(100, 51, 204) };
    expect(blendAnomaly(bytes, texture, on, 0.5).data).toEqual(Uint8Array.of(165, 38, 166));
    expect(blendAnomaly(texture, bytes, on, 0).data).toEqual(Float32Array.of(100 / 255, 0.2, 0.8));
  });

  test.each([
    {
      texture: { ...texture, channels: 1 },
      b: 0,
      message: "expected an image of 3 channels, got 1",
    },
    {
      texture: { ...texture, width: 2, data: new Uint8Array(6) },
      b: 0,
      message: "expected a texture of the image's size, 1 x 1, got 1 x 2",
    },
    { texture, b: 1.1, message: "expected an originalWeight in [0, 1], got 1.1" },
  ])("refuses: $message", ({ texture, b, message }) => {
    expect(() => blendAnomaly(x, texture, on, b)).toThrow(`blendAnomaly: ${message}`);
  });

  test("refuses data of another kind", () => {
    const plain = { ...one, data: [1, 2, 3] as unknown as Uint8Array };
    expect(() => blendAnomaly(plain, texture, on, 0)).toThrow(
      new TypeError(
        "blendAnomaly: expected an image with data in a Uint8Array or Float32Array, got [object Array]",
      ),
    );
  });
});
