import { describe, expect, test } from "vitest";
import { turnedNormal } from "./turnedNormal.ts";

/** White above, black below. */
const image = {
  data: Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? 255 : 0)),
  height: 8,
  width: 8,
  channels: 1,
};
const given =
  (...values: number[]) =>
  () =>
    values.shift() as number;
const at = ({ data }: { data: ArrayLike<number> }, row: number, column: number) =>
  data[8 * row + column];

describe("turnedNormal", () => {
  test("leaves an image as it is", () => {
    expect(turnedNormal(image, "none", given())).toBe(image);
  });

  test("turns slightly: the middle of the upper half stays white, and a corner is partly grey", () => {
    const turned = turnedNormal(image, "slight", given(1));
    expect(at(turned, 2, 4)).toBe(255);
    expect(at(turned, 0, 0)).toBeLessThan(255);
    expect(at(turned, 0, 0)).toBeGreaterThan(114);
  });

  test("turns by quarters as well: what was above is at the side", () => {
    const turned = turnedNormal(image, "any", given(0.3, 0.5));
    expect([at(turned, 4, 1), at(turned, 4, 6)].toSorted()).toEqual([0, 255]);
    expect(turnedNormal(image, "any", given(0.9, 0.5)).data).not.toEqual(turned.data);
  });
});
