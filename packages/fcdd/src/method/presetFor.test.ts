import type { Sample } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { presetFor } from "./presetFor.ts";

const images = (type: string, masked: number, unmasked: number) =>
  Array.from({ length: masked + unmasked }, (_, i) => ({
    defectTypes: [type],
    mask: i < masked ? "mask.png" : null,
  })) as Sample[];
const defectTypes = ["pit", "scratch"];

describe("presetFor", () => {
  test("takes masks where at least half of the images of each type have one", () => {
    const samples = [...images("pit", 8, 8), ...images("scratch", 16, 0)];
    expect(presetFor({ samples, defectTypes })).toBe("with-masks");
  });

  test("takes labels alone where one type has fewer, whatever the others have", () => {
    const samples = [...images("pit", 8, 9), ...images("scratch", 16, 0)];
    expect(presetFor({ samples, defectTypes })).toBe("frozen");
  });

  test("takes labels alone where no type is known", () => {
    expect(presetFor({ samples: [], defectTypes: [] })).toBe("frozen");
  });
});
