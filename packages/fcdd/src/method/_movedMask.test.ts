import { expect, test } from "vitest";
import { movedMask } from "./_movedMask.ts";

const mask = { data: Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 0, 0), height: 3, width: 3 };
const still = { rotation: 0, translateX: 0, translateY: 0, brightness: 1, contrast: 1, contrastFirst: false }; // prettier-ignore

test.each([
  { of: "shifted one pixel to the right", by: { translateX: 1 }, is: [0, 1, 0, 0, 0, 0, 0, 1, 0] },
  { of: "shifted one pixel up", by: { translateY: -1 }, is: [0, 0, 0, 1, 0, 0, 0, 0, 0] },
  { of: "turned by half a turn", by: { rotation: 180 }, is: [0, 0, 1, 0, 0, 0, 0, 0, 1] },
  { of: "as it was in other light", by: { brightness: 0.1, contrast: 0.1 }, is: [...mask.data] },
])("a mask is $of", ({ by, is }) => {
  expect([...movedMask(mask, { ...still, ...by }).data]).toEqual(is);
});

test("a mask is itself where nothing changes", () => {
  expect(movedMask(mask, null)).toBe(mask);
});
