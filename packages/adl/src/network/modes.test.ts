import { describe, expect, test } from "vitest";
import { adlMode, paperMode, referenceMode } from "./modes.ts";

describe("modes", () => {
  test("share the numbers of the papers", () => {
    for (const mode of [referenceMode, paperMode, adlMode])
      expect(mode).toMatchObject({
        alpha: 0.1,
        lambda: 0.1,
        annealLambda: false,
        margin: 10,
        burnInFraction: 0.06,
      });
  });

  test("differ where the released code and the prose differ", () => {
    expect(referenceMode).toMatchObject({
      upsampling: "learned",
      relabel: { name: "ranks" },
      relabelFraction: 0.6,
      meanOfWeighted: true,
      saliency: "accumulated",
      mapSegmentation: "logits",
      epochs: 24,
    });
    expect(paperMode).toMatchObject({
      upsampling: "bilinear",
      relabelFraction: 0,
      meanOfWeighted: false,
      saliency: "averaged",
      mapSegmentation: "probabilities",
      epochs: 25,
    });
  });

  test("of the parent method scores and shows the deviation alone", () => {
    expect(adlMode).toMatchObject({
      relabel: { name: "clusters" },
      fusion: { deviation: 1, entropy: 0, segmentation: 0 },
      mapCues: ["deviation"],
      epochs: 25,
    });
  });
});
