import { describe, expect, test } from "vitest";
import { paperFigure } from "./paperFigures.ts";

const cell = (name: string, mode: string | undefined, level = 0.1, category = "carpet") => ({
  category,
  name,
  mode,
  level,
  shots: 10,
});

describe("paperFigure", () => {
  test("is the paper's, of images and of pixels", () => {
    expect(paperFigure(cell("patchcore", undefined), "image")).toBe(0.781);
    expect(paperFigure(cell("adl", "adl", 0.15), "image")).toBe(0.931);
    expect(paperFigure(cell("adl", "reference", 0.2), "image")).toBe(0.989);
    expect(paperFigure(cell("adl", "paper", 0.2), "pixel")).toBe(0.974);
    expect(paperFigure(cell("adl", "adl", 0.1, "bottle"), "image")).toBe(1);
  });

  test("is nothing where the paper has nothing", () => {
    expect(paperFigure(cell("padim", undefined), "image")).toBeNull();
    expect(paperFigure(cell("adl", "paper", 0.3), "image")).toBeNull();
    expect(paperFigure(cell("adl", "paper", 0.1, "constructor"), "image")).toBeNull();
    expect(paperFigure({ ...cell("adl", "paper"), shots: 5 }, "image")).toBeNull();
  });
});
