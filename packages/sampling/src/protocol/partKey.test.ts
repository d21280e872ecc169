import { expect, test } from "vitest";
import { partKey } from "./partKey.ts";

test("a part is told by its category and its name", () => {
  const seven = partKey({ category: "tile", part: "7", id: "a" });
  expect(partKey({ category: "tile", part: "7", id: "b" })).toBe(seven);
  expect(partKey({ category: "tile", part: "8", id: "a" })).not.toBe(seven);
  expect(partKey({ category: "bottle", part: "7", id: "a" })).not.toBe(seven);
});

test("an image without a part is one of its own, even if a part bears its name", () => {
  const alone = partKey({ category: "tile", id: "7" });
  expect(partKey({ category: "tile", id: "7" })).toBe(alone);
  expect(partKey({ category: "tile", id: "8" })).not.toBe(alone);
  expect(partKey({ category: "tile", part: "7", id: "a" })).not.toBe(alone);
});
