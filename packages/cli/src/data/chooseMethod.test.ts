import { mhpatchcoreMethod } from "@flawlens/patchcore";
import { describe, expect, test } from "vitest";
import { manifestOf, samplesOfKind } from "../../test/manifestOf.ts";
import { budgets, chooseMethod } from "./chooseMethod.ts";

const normals = samplesOfKind(30);
const of = (type: string, count: number, split: "train" | "test" = "train") =>
  samplesOfKind(count, { defectTypes: [type], split });

describe("chooseMethod", () => {
  test("takes MH-PatchCore for normal images alone, and says what the other budget gives", () => {
    expect(chooseMethod(manifestOf(normals))).toEqual({
      name: "mhpatchcore",
      preset: "light",
      reason: "no image is known to be anomalous",
      otherwise: expect.stringMatching(/^--budget best .*--config robust /),
    });
    expect(chooseMethod(manifestOf(normals), "best")).toMatchObject({
      name: "mhpatchcore",
      preset: "fine",
      otherwise: expect.stringMatching(/^--budget fast .*--config robust-fine /),
    });
  });

  test("names presets that there are", () => {
    const presets = Object.keys(mhpatchcoreMethod.presets!);
    for (const budget of budgets)
      expect(presets).toContain(chooseMethod(manifestOf(normals), budget).preset);
  });

  test("takes MH-PatchCore where anomalies are published for the test alone", () => {
    const manifest = manifestOf([...normals, ...of("pit", 40, "test")], { splits: "published" });
    expect(chooseMethod(manifest)).toMatchObject({
      name: "mhpatchcore",
      reason: "there are only normal images to train on; the anomalies of the test side judge it",
    });
    // The same without published sides may be trained on.
    expect(chooseMethod({ ...manifest, splits: "none" }).name).toBe("fcdd");
  });

  test("takes MultiTypeFCDD for 15 images of each type, ADL for fewer of one", () => {
    const enough = manifestOf([...normals, ...of("pit", 15), ...of("scratch", 20)]);
    expect(chooseMethod(enough)).toEqual({
      name: "fcdd",
      reason:
        "there are at least 15 images of each defect type, enough to learn to tell types apart",
    });
    const few = manifestOf([...normals, ...of("pit", 14), ...of("scratch", 20)]);
    expect(chooseMethod(few)).toEqual({
      name: "adl",
      reason:
        "there are 34 anomalous images, too few of pit (14 of 15) to learn each type by itself",
    });
  });

  test("takes ADL for anomalies whose types nobody knows", () => {
    const unknown = manifestOf([...normals, ...samplesOfKind(40, { label: 1 })]);
    expect(chooseMethod(unknown)).toEqual({
      name: "adl",
      reason: "there are 40 anomalous images whose defect types are not known",
    });
  });
});
