import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { samplesOf } from "./samplesOf.ts";

const manifest = () =>
  manifestOf([
    { id: "a", split: "test" },
    { id: "b", split: "test", defectTypes: ["red"] },
    { id: "c", split: "test", defectTypes: ["green"] },
    { id: "held", image: "a.png", split: "validation" },
  ]);

describe("samplesOf", () => {
  test("gives one side or all, and names the sides that there are", () => {
    expect(samplesOf(manifest(), "test")).toHaveLength(3);
    expect(samplesOf(manifest(), undefined)).toHaveLength(4);
    expect(() => samplesOf(manifest(), "train")).toThrow(
      "expected images in split train of test, got none; it has test, validation",
    );
  });
});
