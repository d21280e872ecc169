import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Renders plates and sorts them as three people have theirs: `good` ones alone; `few`, the same and some each of two
 * kinds of defects; `types`, the same and all of five kinds. `new` are seven others.
 *
 * @param options.train - How many good ones, and defects of each kind; a quarter more of the good ones and a third more
 *   of the defects come from the validation side.
 * @param options.few - How many defects of a kind `few` has.
 */
export async function makePhotos(
  place: string,
  options: { size: number; train: { normal: number; anomalous: number }; few: number },
): Promise<void> {
  const { synthesize } = await import("@flawlens/datasets");
  const parts = join(place, "parts");
  const { size, train, few } = options;
  const { samples } = await synthesize(parts, {
    seed: 1,
    size,
    train,
    validation: { normal: train.normal / 4, anomalous: train.anomalous / 3 },
    test: { normal: 2, anomalous: 1 },
  });
  const seen = new Map<string, number>();
  for (const { category, split, defectTypes, image } of samples) {
    if (category !== "plate") continue;
    const type = defectTypes[0] ?? "good";
    const copy = (target: string) => cpSync(join(parts, image), join(place, `${target}.png`));
    const at = seen.get(`${split === "test"} ${type}`) ?? 0;
    seen.set(`${split === "test"} ${type}`, at + 1);
    const number = String(at).padStart(3, "0");
    if (split === "test") {
      copy(`new/${type}-${number}`);
      continue;
    }
    copy(`types/${type}/${number}`);
    if (type === "good") copy(`good/${number}`);
    if (type === "good" || (/scratch|missing/.test(type) && at < few))
      copy(`few/${type}/${number}`);
  }
  rmSync(parts, { recursive: true });
}
