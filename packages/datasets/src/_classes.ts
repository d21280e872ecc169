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

/** Names such as "masks", "Ground Truth", "gt", "binary_masks", "mask images" and "SegmentationClass". */
const MASKS =
  /^(binary|bin|pixel|pixelwise|semantic|instance|defects?|anomal(y|ies)|image)*(masks?|groundtruths?|gts?|seg|segmentations?|annotations?)+(images?|imgs?|png|class|object)*$/;

/** Whether a folder of this name holds masks. */
export function isMaskFolder(name: string): boolean {
  const plain = plainName(name);
  return MASKS.test(plain) || /^labels?$/.test(plain);
}

/** Folders beside those of classes that no layout takes for a class. */
const ASIDE = new Set(["docs", "doc", "documentation", "thumbs", "thumbnails", "previews"]);

/** Whether a folder of this name holds documents or previews, and no images of a class. */
export function isAside(name: string): boolean {
  return ASIDE.has(plainName(name));
}

/** What to say about such a folder. */
export const asideReason =
  "a folder of this name is taken for documents or previews; give it another name if its images are a class";

const IMAGES = new Set(["images", "image", "imgs", "img", "sourceimages", "rgb"]);

/** Whether a folder of this name holds images of any class. */
export function isImageFolder(name: string): boolean {
  return IMAGES.has(plainName(name));
}
