import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/bicubic.json" with { type: "json" };
import { resizeBicubic } from "./resizeBicubic.ts";

describe("resizeBicubic", () => {
  test.each(fixture.resized)("is Pillow's to $size x $size, within one level", ({ size, data }) => {
    const picture = { ...fixture, data: Uint8Array.from(fixture.data) };
    const found = resizeBicubic(picture, size);
    expect(found).toHaveLength(data.length);
    data.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(1));
  });
});
