import { describe, expect, test } from "vitest";
import { Lowered, physicalShape, realAxes } from "./lowered.ts";
import { NCHW } from "./perm.ts";

const image = { dtype: "float32" as const, shape: [2, 4, 5, 3] };

describe("Lowered", () => {
  test("knows a form by its memory layout, and the first as the one at hand", () => {
    const value = new Lowered(image, "conv", NCHW);
    value.forms.push({ name: "turned", perm: [0, 1, 2, 3] });
    expect(value.primary.name).toBe("conv");
    expect(value.find([0, 1, 2, 3])).toBe("turned");
    expect(value.find([0, 3, 1, 2])).toBe("conv");
    expect(value.find([3, 2, 1, 0])).toBeUndefined();
    expect(value.size).toBe(120);
  });
});

describe("realAxes", () => {
  test("are those whose size is not 1, in the order they are stored", () => {
    expect(realAxes([1, 4, 1, 3], [0, 3, 1, 2])).toEqual([3, 1]);
    expect(realAxes([1, 1], [1, 0])).toEqual([]);
  });
});

describe("physicalShape", () => {
  test("of an image [2, 4, 5, 3] stored as NCHW is [2, 3, 4, 5]", () => {
    expect(physicalShape(image, NCHW)).toEqual([2, 3, 4, 5]);
  });
});
