import { nameKey } from "./_names.ts";

/** A folder's name without case, spaces, hyphens and underscores: "Ground truth" is "groundtruth". */
export function plainName(name: string): string {
  return nameKey(name).replaceAll(/[\s_-]/g, "");
}

const NORMAL = new Set([
  "good",
  "normal",
  "ok",
  "nominal",
  "defectfree",
  "nodefect",
  "nondefective",
]);

/** Whether a folder of this name holds normal images; only the one that the user named, if any. */
export function isNormalClass(name: string, normal?: string): boolean {
  return normal === undefined ? NORMAL.has(plainName(name)) : plainName(name) === plainName(normal);
}

const MASKS = new Set([
  "masks",
  "mask",
  "groundtruth",
  "groundtruths",
  "gt",
  "labels",
  "label",
  "seg",
  "segmentation",
  "segmentations",
  "annotation",
  "annotations",
]);

/** Whether a folder of this name holds masks. */
export function isMaskFolder(name: string): boolean {
  return MASKS.has(plainName(name));
}

const IMAGES = new Set(["images", "image", "imgs", "img", "sourceimages", "rgb"]);

/** Whether a folder of this name holds images of any class. */
export function isImageFolder(name: string): boolean {
  return IMAGES.has(plainName(name));
}
