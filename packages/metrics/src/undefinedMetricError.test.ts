import { describe, expect, test } from "vitest";
import { auroc } from "./auroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("UndefinedMetricError", () => {
  test("is a RangeError under its own name, which a log shows", () => {
    const error = new UndefinedMetricError("auroc: expected both classes");
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toBe("UndefinedMetricError: auroc: expected both classes");
  });

  test("tells an absent class from a mistake in the data", () => {
    expect(() => auroc([0.2, 0.7], [0, 0])).toThrow(UndefinedMetricError);
    const mistake = () => auroc([0.2, 0.7], [0, 2]);
    expect(mistake).toThrow(RangeError);
    expect(mistake).not.toThrow(UndefinedMetricError);
  });
});
