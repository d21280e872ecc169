import { describe, expect, test } from "vitest";
import { cellLabels } from "./cellLabels.ts";

describe("cellLabels", () => {
  const marked = Uint8Array.of(1, 0);
  test.each([
    { of: "a normal image", labels: [0, 0], marked: null, is: [0, 0, 0, 0] },
    { of: "one type with a mask", labels: [1, 0], marked, is: [1, 0, 0, 0] },
    { of: "one type without a mask", labels: [0, 1], marked: null, is: [0, -1, 0, -1] },
    { of: "two types and a mask of both", labels: [1, 1], marked, is: [-1, -1, 0, 0] },
  ])("of $of are $is", ({ labels, marked, is }) => {
    expect([...cellLabels(labels, marked, 2)]).toEqual(is);
  });
});
