import type { RegionManifest } from "../src/data/regionRecord.ts";
import { handRegions } from "./handRegions.ts";

/** The three regions by hand, the first two to train on and the hole in wood to test on. */
export async function trainRegions(root: string): Promise<RegionManifest> {
  const manifest = await handRegions(root);
  const [scratch, stain, hole] = manifest.regions;
  const train = [scratch, stain].map((region) => ({ ...region, split: "train" as const }));
  return { ...manifest, regions: [...train, hole] };
}
