import "../../test/cpu.ts";
import { expect, test } from "vitest";
import { emptyRecord } from "./_weightSums.ts";
import { weightRecordShapes } from "./weightRecord.ts";

test("weightRecordShapes are those of the sums that training begins with", () => {
  const sums = emptyRecord(7);
  const shapes = Object.entries(sums).map(([name, { shape }]) => [name, { shape }]);
  expect(weightRecordShapes(7)).toEqual(Object.fromEntries(shapes));
  expect(Object.keys(sums)).toHaveLength(4);
});
