import { describe, expect, test } from "vitest";
import { gridSchema } from "./gridSchema.ts";
import { sweepMethods } from "./sweepMethods.ts";

const named = (methods: string[], more: Record<string, unknown> = {}) =>
  sweepMethods(gridSchema.parse({ train: { data: ["a"], methods, ...more } }).train!);

describe("sweepMethods", () => {
  test("runs a method that has modes in each, and names its folder by it", async () => {
    const methods = await named(["adl:short", "patchcore"], { modes: ["reference", "paper"] });
    expect(
      methods.map(({ name, config, settings, label }) => ({ name, config, settings, label })),
    ).toEqual([
      { name: "adl", config: "short", settings: ["mode=reference"], label: "adl-short-reference" },
      { name: "adl", config: "short", settings: ["mode=paper"], label: "adl-short-paper" },
      { name: "patchcore", config: undefined, settings: [], label: "patchcore" },
    ]);
  });

  test("takes the mode of the configuration where none is named", async () => {
    const labels = (await named(["adl", "adl:paper"])).map(({ label }) => label);
    expect(labels).toEqual(["adl-reference", "adl-paper-paper"]);
  });

  test("gives each method the settings of all, over them its own", async () => {
    const more = { settings: { inputSize: 64 }, settingsOf: { padim: { inputSize: 32 } } };
    const [padim, patchcore] = await named(["padim", "patchcore"], more);
    expect([padim.settings, patchcore.settings]).toEqual([["inputSize=32"], ["inputSize=64"]]);
  });

  test.each([
    { methods: ["adl:shrt"], more: {}, says: "did you mean short?" },
    { methods: ["adl"], more: { modes: ["papr"] }, says: 'got "papr"' },
    { methods: ["fcdd"], more: {}, says: "got fcdd, which needs anomalies of each type" },
    { methods: ["padim"], more: { settings: { inptSize: 1 } }, says: "did you mean inputSize?" },
    { methods: ["padim"], more: { settingsOf: { padm: {} } }, says: "did you mean padim?" },
  ])("refuses $methods $more", async ({ methods, more, says }) => {
    await expect(named(methods, more)).rejects.toThrow(says);
  });
});
