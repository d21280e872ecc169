import { describe, expect, test } from "vitest";
import { cellFolder, tableCells, tableMethods } from "./tableCells.ts";

const named = (methods: string[], modes: string[] = []) =>
  tableMethods(methods, { modes, settings: [] });

describe("tableMethods", () => {
  test("runs a method that has modes in each, and names its folder by it", async () => {
    const methods = await named(["adl:short", "patchcore"], ["reference", "paper"]);
    expect(methods).toEqual([
      { name: "adl", config: "short", mode: "reference", label: "adl-short-reference" },
      { name: "adl", config: "short", mode: "paper", label: "adl-short-paper" },
      { name: "patchcore", config: undefined, mode: undefined, label: "patchcore" },
    ]);
  });

  test("takes the mode of the configuration where none is named", async () => {
    expect(await named(["adl", "adl:paper"])).toMatchObject([
      { mode: "reference", label: "adl-reference" },
      { mode: "paper", label: "adl-paper-paper" },
    ]);
  });

  test.each([
    { methods: ["adl:shrt"], modes: [], says: "did you mean short?" },
    { methods: ["adl"], modes: ["papr"], says: 'got "papr"' },
    { methods: ["fcdd"], modes: [], says: "got fcdd, which needs anomalies of each type" },
  ])("refuses $methods $modes", async ({ methods, modes, says }) => {
    await expect(named(methods, modes)).rejects.toThrow(says);
  });
});

describe("tableCells", () => {
  test("are all combinations, each with a folder of its own", async () => {
    const methods = await named(["padim"]);
    const cells = tableCells({ categories: ["a", "b"], methods, levels: [0, 0.15], shotCounts: [5, 10] }); // prettier-ignore
    expect(cells).toHaveLength(8);
    const folders = cells.map((cell) => cellFolder("out", cell, 3));
    expect(folders[1]).toBe("out/a/padim/contamination-0/shots-10/seed-3");
    expect(new Set(folders).size).toBe(8);
  });
});
