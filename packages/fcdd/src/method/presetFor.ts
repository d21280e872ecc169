import type { Manifest } from "@flawlens/datasets";

/**
 * The preset for a data set: `with-masks` where at least half of the images of each type have a mask, else `frozen`,
 * which learns from labels alone and is far better there.
 */
export function presetFor({
  samples,
  defectTypes,
}: Pick<Manifest, "samples" | "defectTypes">): "with-masks" | "frozen" {
  const known = (type: string) => {
    const ofType = samples.filter((sample) => sample.defectTypes.includes(type));
    return 2 * ofType.filter(({ mask }) => mask !== null).length >= ofType.length;
  };
  return defectTypes.length > 0 && defectTypes.every(known) ? "with-masks" : "frozen";
}
