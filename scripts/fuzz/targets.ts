import type { FuzzTarget } from "../../packages/files/test/fuzz/fuzzTarget.ts";

/** The targets of `npm run fuzz`, each loaded where it is run. */
export const targets: Record<string, () => Promise<FuzzTarget>> = {
  weights: async () =>
    (await import("../../packages/backbones/test/weightFiles.fuzz.ts")).weightFiles,
  detectors: async () =>
    (await import("../../packages/inference/test/detectorFiles.fuzz.ts")).detectorFiles,
  datasets: async () => (await import("../../packages/datasets/test/datasets.fuzz.ts")).datasets,
  images: async () => (await import("../../packages/datasets/test/images.fuzz.ts")).images,
  results: async () => (await import("../../packages/report/test/results.fuzz.ts")).resultFiles,
  graphs: async () => (await import("../../packages/tfjs-backend-ort/test/graphs.fuzz.ts")).graphs,
};
