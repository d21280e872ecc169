import { digitize, expose } from "./_develop.ts";
import type { Random } from "./_draw.ts";
import { changedPixels } from "./_changedPixels.ts";
import { photograph } from "./_photograph.ts";
import { layOut, spoil } from "./_scene.ts";
import { drawSetting } from "./_setting.ts";
import type { Category, DefectType } from "./_surface.ts";

/** One photograph: pixels and, for a defect, what it changed. */
export interface Specimen {
  /** `[size, size, 3]`, RGB. */
  pixels: Uint8Array;
  /** `[size, size]`, 1 where the defect shows; null for a normal part. */
  mask: Uint8Array | null;
}

/**
 * Photographs one part. A defect is drawn again until it shows, so a label always
 * has something to see behind it.
 */
export function specimen(
  category: Category,
  defectType: DefectType | null,
  size: number,
  random: Random,
): Specimen {
  const part = category.make(random);
  const setting = drawSetting(category, random);
  const scene = layOut(part, setting, size);
  const clean = expose(photograph(scene, setting), setting, size);
  if (!defectType) return { pixels: digitize(clean, setting), mask: null };
  for (;;) {
    const spoiled = spoil(scene, part, defectType.make(part, random), setting);
    const levels = expose(photograph(spoiled, setting), setting, size);
    const mask = changedPixels(clean, levels, size);
    if (mask) return { pixels: digitize(levels, setting), mask };
  }
}
