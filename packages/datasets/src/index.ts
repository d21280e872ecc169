export type { LeftOut, Manifest, ManifestOrigin, Sample, Split } from "./manifest.ts";
export type { Image, Mask } from "./image.ts";
export type { Layout, LayoutOptions } from "./layout.ts";
export { layouts, loadDataset } from "./loadDataset.ts";
export type { LoadDatasetOptions } from "./loadDataset.ts";
export { flawlensManifest } from "./layouts/flawlensManifest.ts";
export { kolektorSdd } from "./layouts/kolektorSdd.ts";
export { magneticTile } from "./layouts/magneticTile.ts";
export { mvtecAd } from "./layouts/mvtecAd.ts";
export { visa } from "./layouts/visa.ts";
export type { VisaOptions } from "./layouts/visa.ts";
export { REAL_IAD_TYPES, realIad } from "./layouts/realIad.ts";
export type { RealIadOptions } from "./layouts/realIad.ts";
export { anomalyDiffusion } from "./layouts/anomalyDiffusion.ts";
export { dtd } from "./layouts/dtd.ts";
export type { DtdOptions } from "./layouts/dtd.ts";
export { imageMaskPairs } from "./layouts/imageMaskPairs.ts";
export { folder } from "./layouts/folder.ts";
export { flatFolder } from "./layouts/flatFolder.ts";
export { manifestFrom } from "./manifestFrom.ts";
export type { ManifestFromOptions } from "./manifestFrom.ts";
export { saveManifest } from "./saveManifest.ts";
export { readManifest } from "./readManifest.ts";
export { datasetHash } from "./datasetHash.ts";
export { checkDataset } from "./checkDataset.ts";
export type { CheckOptions } from "./checkDataset.ts";
export type {
  CheckCounts,
  CheckDoubt,
  CheckLeftOut,
  CheckProblem,
  CheckRecognised,
  CheckRow,
  DatasetCheck,
} from "./datasetCheck.ts";
export { formatCheck } from "./formatCheck.ts";
export { inferMaskClasses } from "./inferMaskClasses.ts";
export { withKnownLabels } from "./withKnownLabels.ts";
export type { KnownSample } from "./withKnownLabels.ts";
export { withoutEmptyMasks } from "./withoutEmptyMasks.ts";
export { holdBack } from "./holdBack.ts";
export type { HoldBackOptions } from "./holdBack.ts";
export { splitByPart } from "./splitByPart.ts";
export type { SplitOptions } from "./splitByPart.ts";
export { cutIntoShards } from "./cutIntoShards.ts";
export type { Shard } from "./cutIntoShards.ts";
export { isImageName } from "./isImageName.ts";
export { decodeImage } from "./decodeImage.ts";
export type { DecodeImageOptions } from "./decodeImage.ts";
export { isRemote, placeIn } from "./remote/location.ts";
export { RemoteError } from "./remote/remoteError.ts";
export { readImage } from "./readImage.ts";
export type { ReadImageOptions } from "./readImage.ts";
export { readMask } from "./readMask.ts";
export type { ReadMaskOptions } from "./readMask.ts";
export { readSampleMask } from "./readSampleMask.ts";
export type { ReadSampleMaskOptions } from "./readSampleMask.ts";
export { readSample } from "./readSample.ts";
export type { ReadSampleOptions } from "./readSample.ts";
export { loadSamples } from "./loadSamples.ts";
export type { LoadedSample, LoadSamplesOptions } from "./loadSamples.ts";
export { prefetch } from "./prefetch.ts";
export type { PrefetchOptions } from "./prefetch.ts";
export { augment } from "./augment.ts";
export { drawAugmentation } from "./drawAugmentation.ts";
export type { Augmentation, AugmentationOptions } from "./drawAugmentation.ts";
export { applyAugmentation } from "./applyAugmentation.ts";
export { synthesize } from "./synthetic/synthesize.ts";
export type { SynthesizeOptions, SyntheticCounts } from "./synthetic/synthesize.ts";
