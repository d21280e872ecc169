import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { marks, photo, tree } from "../test/tree.ts";
import { withoutEmptyMasks } from "./withoutEmptyMasks.ts";

const dent = { defectTypes: ["dent"] };

/** A defect that shows, one with an empty mask, one without a mask, and a normal image. */
async function made() {
  const root = await tree({
    "shows.png": photo(1),
    "empty.png": photo(2),
    "shows-mask.png": marks(2),
    "empty-mask.png": marks(0),
  });
  return manifestOf(
    [
      { ...dent, image: "shows.png", mask: "shows-mask.png" },
      { ...dent, image: "empty.png", mask: "empty-mask.png" },
      { ...dent, image: "empty.png" },
      { image: "empty.png", mask: "empty-mask.png" },
    ],
    { root, provenance: { function: "earlier" }, warnings: ["earlier"] },
  );
}

describe("withoutEmptyMasks", () => {
  test("removes defects whose mask shows nothing, and says which", async () => {
    const manifest = await made();
    const kept = await withoutEmptyMasks(manifest);
    expect(kept.samples.map(({ id }) => id)).toEqual(["s0", "s2", "s3"]);
    expect(kept.warnings).toEqual([
      "earlier",
      "withoutEmptyMasks: 1 of 2 masks show nothing; their images are left out",
    ]);
    expect(kept.provenance).toEqual({
      function: "withoutEmptyMasks",
      dropped: ["s1"],
      of: { function: "earlier" },
    });
    expect(manifest.samples).toHaveLength(4);
  });

  test("gives the manifest itself back where every mask shows something", async () => {
    const manifest = await made();
    const kept = await withoutEmptyMasks(manifest);
    expect(await withoutEmptyMasks(kept)).toBe(kept);
  });

  test("ends early by its signal, with the signal's reason", async () => {
    const reason = new Error("stopped by hand");
    const signal = AbortSignal.abort(reason);
    await expect(withoutEmptyMasks(await made(), { signal })).rejects.toBe(reason);
  });

  test("names a mask that is not there", async () => {
    const manifest = await made();
    manifest.samples[1].mask = "nowhere.png";
    await expect(withoutEmptyMasks(manifest)).rejects.toThrow(/nowhere\.png/);
  });
});
