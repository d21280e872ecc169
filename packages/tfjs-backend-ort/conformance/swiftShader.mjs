import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The variables by which a program finds SwiftShader, a driver for graphics cards that computes on the processor, in
 * the folder of a Chromium: `{ LD_LIBRARY_PATH, VK_DRIVER_FILES, VK_ICD_FILENAMES }`. Null where there is none.
 * `CHROMIUM` names another browser than Debian's.
 */
export function swiftShader() {
  const { CHROMIUM } = process.env;
  const folders = [...(CHROMIUM ? [dirname(CHROMIUM)] : []), "/usr/lib/chromium"];
  const folder = folders.find((place) =>
    ["vk_swiftshader_icd.json", "libvulkan.so.1"].every((name) => existsSync(join(place, name))),
  );
  if (folder === undefined) return null;
  const driver = join(folder, "vk_swiftshader_icd.json");
  return { LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}
