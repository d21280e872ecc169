import { expect, test } from "vitest";
import { tellsTypes } from "./_tellsTypes.ts";

test("a detector whose one type is anomaly tells no types apart", () => {
  expect(tellsTypes(["anomaly"])).toBe(false);
  expect(tellsTypes(["crack"])).toBe(true);
  expect(tellsTypes(["anomaly", "crack"])).toBe(true);
});
