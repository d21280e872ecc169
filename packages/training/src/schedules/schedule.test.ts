import { expect, test } from "vitest";
import { scheduleOf } from "./schedule.ts";

test("a number is the same rate in every update, a schedule is itself", () => {
  expect([1, 99].map(scheduleOf(0.5))).toEqual([0.5, 0.5]);
  expect([1, 99].map(scheduleOf((update) => 1 / update))).toEqual([1, 1 / 99]);
});
