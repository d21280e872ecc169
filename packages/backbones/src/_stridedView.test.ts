import { describe, expect, test } from "vitest";

import { gather, isApart, isExpanded, storageBytes, tensorBytes } from "./_stridedView.ts";
import type { TorchTensor } from "./_stridedView.ts";

const view = (parts: Partial<TorchTensor>): TorchTensor => ({
  dtype: "F32",
  shape: [2, 3],
  strides: [3, 1],
  offset: 0,
  storage: "0",
  storageSize: 6,
  negated: false,
  ...parts,
});

test("bytes are those of the storage, and of the tensor's own elements", () => {
  expect(storageBytes(view({ dtype: "F64", storageSize: 7 }))).toBe(56);
  expect(tensorBytes(view({ dtype: "F16" }))).toBe(12);
});

test.each([
  { shape: [2, 3], strides: [3, 1], apart: true },
  { shape: [3, 2], strides: [1, 3], apart: true }, // transposed
  { shape: [2, 3], strides: [2, 1], apart: false }, // the second row begins in the last element of the first
  { shape: [2, 2, 2], strides: [4, 2, 1], apart: true },
  { shape: [2, 2, 2], strides: [3, 2, 1], apart: false }, // 3 = 2 + 1
  { shape: [2], strides: [0], apart: false },
  { shape: [1, 2], strides: [0, 1], apart: true }, // one element makes no step
  { shape: [0, 2], strides: [0, 0], apart: true }, // no element
])("elements of shape $shape with strides $strides lie apart: $apart", ({ apart, ...of }) => {
  expect(isApart(of)).toBe(apart);
});

test.each([
  { shape: [4, 2], strides: [0, 1], storageSize: 2, expanded: true },
  { shape: [4, 2], strides: [0, 1], storageSize: 3, expanded: false }, // not all of it
  { shape: [2, 2], strides: [1, 1], storageSize: 4, expanded: false }, // overlapping
  { shape: [2, 3], strides: [3, 1], storageSize: 6, expanded: true },
])("shape $shape, strides $strides of $storageSize are a storage, repeated: $expanded", (of) => {
  expect(isExpanded(view(of))).toBe(of.expanded);
});

describe("gather", () => {
  const six = () => Float32Array.of(1, 2, 3, 4, 5, 6).buffer;
  const floats = (parts: Partial<TorchTensor>) => [...new Float32Array(gather(view(parts), six()))];

  test("gives the storage itself where the elements are all of it in order", () => {
    const storage = six();
    expect(gather(view({}), storage)).toBe(storage);
    expect(gather(view({ shape: [1, 6], strides: [9, 1] }), storage)).toBe(storage);
  });

  test.each([
    { of: "a part", shape: [2], strides: [1], offset: 3, are: [4, 5] },
    { of: "a transposed matrix", shape: [3, 2], strides: [1, 3], are: [1, 4, 2, 5, 3, 6] },
    { of: "every second one", shape: [2], strides: [2], offset: 1, are: [2, 4] },
    { of: "an expanded column", shape: [2, 2], strides: [3, 0], are: [1, 1, 4, 4] },
    {
      of: "three axes in another order",
      shape: [1, 3, 2],
      strides: [0, 2, 1],
      are: [1, 2, 3, 4, 5, 6],
    },
    { of: "three axes reversed", shape: [2, 1, 3], strides: [1, 6, 2], are: [1, 3, 5, 2, 4, 6] },
    { of: "nothing", shape: [0, 3], strides: [1, 3], are: [] },
  ])("takes $of", ({ are, ...parts }) => {
    expect(floats(parts)).toEqual(are);
  });

  test.each([
    { dtype: "F64", storage: Float64Array.of(1, -2, 0), is: Float64Array.of(-1, 2, -0) },
    { dtype: "F32", storage: Float32Array.of(1, -2, 0), is: Float32Array.of(-1, 2, -0) },
    { dtype: "F16", storage: Uint16Array.of(0x3c00, 0xc000, 0), is: Uint16Array.of(0xbc00, 0x4000, 0x8000) }, // prettier-ignore
    { dtype: "BF16", storage: Uint16Array.of(0x3f80, 0xc000, 1), is: Uint16Array.of(0xbf80, 0x4000, 0x8001) }, // prettier-ignore
    { dtype: "I64", storage: BigInt64Array.of(1n, -2n, -(2n ** 63n)), is: BigInt64Array.of(-1n, 2n, -(2n ** 63n)) }, // prettier-ignore
    { dtype: "I32", storage: Int32Array.of(1, -2, -(2 ** 31)), is: Int32Array.of(-1, 2, -(2 ** 31)) }, // prettier-ignore
    { dtype: "I8", storage: Int8Array.of(1, -2, -128), is: Int8Array.of(-1, 2, -128) },
    { dtype: "U8", storage: Uint8Array.of(1, 254, 0), is: Uint8Array.of(255, 2, 0) },
  ] as const)("changes the sign of every element of $dtype", ({ dtype, storage, is }) => {
    const tensor = view({ dtype, shape: [3], strides: [1], storageSize: 3, negated: true });
    const own = gather(tensor, storage.slice().buffer);
    expect(new Uint8Array(own)).toEqual(new Uint8Array(is.buffer));
  });
});
