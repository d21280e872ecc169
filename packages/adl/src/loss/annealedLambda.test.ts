import { describe, expect, test } from "vitest";
import { annealedLambda } from "./annealedLambda.ts";

describe("annealedLambda", () => {
  test("falls from ten times lambda at the end of burn-in to lambda at three times its length", () => {
    const at = (step: number) => annealedLambda(step, { lambda: 0.1, burnIn: 28 });
    expect([0, 28, 56, 84, 400].map(at).map((x) => Number(x.toFixed(12)))).toEqual([
      1, 1, 0.55, 0.1, 0.1,
    ]);
    expect(annealedLambda(0, { lambda: 0.1, burnIn: 0 })).toBe(0.1);
  });
});
