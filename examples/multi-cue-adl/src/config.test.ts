import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig, readConfig } from "./config.ts";
import { paperFigure } from "./paperFigures.ts";

describe("config", () => {
  test("what is left out is as in the released code", () => {
    expect(parseConfig({})).toMatchObject({
      method: "adl",
      mode: "reference",
      backbone: { network: "resnet18", trainable: true },
      inputSize: 256,
      shots: 10,
      shotFraction: 0.2,
      batchSize: 48,
      stepsPerEpoch: 20,
      learningRate: 2e-4,
      decayEvery: 10,
      weightDecay: 1e-5,
      maxNorm: 1,
    });
  });

  test("every file in configs can be read, and changed by options", async () => {
    const folder = join(import.meta.dirname, "../configs");
    for (const name of await readdir(folder)) {
      const config = await readConfig(join(folder, name), { contamination: 0.2, shots: undefined });
      expect(config).toMatchObject({ contamination: 0.2, shots: 10 });
    }
  });

  test("an unknown key is told with those there are", () => {
    expect(() => parseConfig({ lamda: 1 })).toThrow(/lamda[\s\S]*keys are method, mode, alpha/);
  });
});

describe("paperFigure", () => {
  const cell = { category: "bottle", shots: "10" };
  test("is the paper's, where it has one", () => {
    expect(paperFigure({ ...cell, method: "adl-reference", level: 0.2, kind: "image" })).toBe(
      ".998",
    );
    expect(paperFigure({ ...cell, method: "patchcore", level: 0.1, kind: "pixel" })).toBe(".773");
    expect(paperFigure({ ...cell, method: "adl-adl", level: 0.15, kind: "image" })).toBe("1");
    expect(
      paperFigure({ ...cell, method: "adl-reference", level: 0.05, kind: "image" }),
    ).toBeUndefined();
    expect(
      paperFigure({ ...cell, category: "moon", method: "patchcore", level: 0.1, kind: "image" }),
    ).toBeUndefined();
  });
});
