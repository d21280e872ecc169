import { describe, expect, test } from "vitest";
import { pickLiveExamples } from "./pickLiveExamples.ts";

/** Samples whose ids tell their label: "n0", "a1". */
const side = (text: string) => ({
  samples: text
    .split(" ")
    .filter(Boolean)
    .map((id) => ({
      id,
      label: id.startsWith("a") ? (1 as const) : (0 as const),
      defectTypes: [],
    })),
});
const picked = (validation: string, train: string, seed = 1) =>
  pickLiveExamples({ validation: side(validation), train: side(train) }, { seed });
const labels = (list: ReturnType<typeof picked>) => list.map(({ label }) => label);

describe("pickLiveExamples", () => {
  test("takes half of each kind, of the validation side first", () => {
    const list = picked("n0 n1 n2 n3 a0 a1", "n4 n5 a2 a3");
    expect(labels(list)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(list.map(({ side }) => side)).toEqual([...Array(5).fill("validation"), "train"]);
  });

  test("fills up with the kind there is", () => {
    expect(labels(picked("n0 n1 n2 n3 n4 n5 n6", ""))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(labels(picked("n0", "a0 a1 a2 a3 a4 a5"))).toEqual([0, 1, 1, 1, 1, 1]);
  });

  test("chooses the same by the same seed", () => {
    const many = Array.from({ length: 40 }, (_, i) => `n${i}`).join(" ");
    expect(picked(many, "", 7)).toEqual(picked(many, "", 7));
    expect(picked(many, "", 7)).not.toEqual(picked(many, "", 8));
  });
});
