export { runNetwork } from "./runNetwork.ts";
export type { RunOptions, RunResult } from "./runNetwork.ts";
export { networkSpec } from "./networkSpec.ts";
export { layerNames } from "./layerNames.ts";
export { receptiveField } from "./receptiveField.ts";
export type { ReceptiveAxis, ReceptiveField } from "./receptiveField.ts";
export type { ConvOptions, LayerOps, Network, NormOptions, PoolOptions } from "./network.ts";

export type { Subnetwork, SubnetworkOps, TransposedConvOptions } from "./subnetwork.ts";
export { runSubnetwork } from "./runSubnetwork.ts";
export { subnetworkSpec } from "./subnetworkSpec.ts";
export { prefixedOps } from "./prefixedOps.ts";
export { residualBlock } from "./residualBlock.ts";
export type { ResidualBlockOptions } from "./residualBlock.ts";

export { convolve } from "./layers/convolve.ts";
export type { ConvolveOptions } from "./layers/convolve.ts";
export { convolveTransposed } from "./layers/convolveTransposed.ts";
export { normalize } from "./layers/normalize.ts";
export type { NormalizeOptions } from "./layers/normalize.ts";
export { convSpec, linearSpec, normSpec, statisticsSpec } from "./layers/layerSpec.ts";
export type { ConvShape } from "./layers/layerSpec.ts";

export {
  inceptionResnetV2,
  inceptionResnetV2Network,
  inceptionResnetV2Spec,
} from "./inceptionResnetV2.ts";
export type { InceptionResnetV2Layer } from "./inceptionResnetV2.ts";
export {
  efficientnetLite0,
  efficientnetLite0Network,
  efficientnetLite0Spec,
  efficientnetLite1Network,
  efficientnetLite2Network,
} from "./efficientnetLite.ts";
export type { EfficientnetLiteLayer } from "./efficientnetLite.ts";
export {
  smallConvNet,
  smallConvNetSpec,
  smallConvNetTrain,
  smallConvNetwork,
} from "./smallConvNet.ts";
export type { SmallConvNetOptions } from "./smallConvNet.ts";

export {
  resnet18Network,
  resnet34Network,
  resnet50Network,
  wideResnet50x2Network,
} from "./resnet.ts";
export type { ResnetLayer } from "./resnet.ts";
export { vgg11BnNetwork } from "./vgg11Bn.ts";

export { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "./clip/clipConfig.ts";
export type { ClipConfig, TransformerShape } from "./clip/clipConfig.ts";
export { clipImage, clipImageLayers, clipPatchMap, patchEmbedding } from "./clip/clipImage.ts";
export type { ClipImageOptions } from "./clip/clipImage.ts";
export { clipText, clipTextLayers } from "./clip/clipText.ts";
export type { ClipTextOptions } from "./clip/clipText.ts";
export type { ClipImageLayer, ClipTextLayer } from "./clip/clipLayers.ts";
export {
  clipImageLayerNames,
  clipImageSpec,
  clipSpec,
  clipTextLayerNames,
  clipTextSpec,
} from "./clip/clipSpec.ts";
export { clipImageFeatures } from "./clip/clipImageFeatures.ts";
export { readClip } from "./clip/readClip.ts";
export { clipFromHuggingFace } from "./clip/clipFromHuggingFace.ts";
export { applyLinear } from "./clip/linear.ts";
export type { LinearHook, LinearMap } from "./clip/linear.ts";
export { gelu, quickGelu } from "./clip/activation.ts";
export type { Activation } from "./clip/activation.ts";

export { networkLayers } from "./features/networkLayers.ts";
export type { NetworkLayers, NetworkLayersOptions } from "./features/networkLayers.ts";
export { featureNetworkNames, featureNetworks } from "./features/featureNetworks.ts";
export type { FeatureNetwork } from "./features/featureNetworks.ts";
export { patchEmbeddings, patchEmbeddingSize } from "./features/patchEmbeddings.ts";
export type { PatchEmbeddingOptions } from "./features/patchEmbeddings.ts";
export { patchJoins } from "./features/patchJoins.ts";
export { checkScales, scaledImages } from "./features/imageScales.ts";
export { neighborhoodMeans } from "./features/neighborhoodMeans.ts";
export type { NeighborhoodWeights } from "./features/neighborhoodMeans.ts";

export { imageTensor } from "./imageTensor.ts";
export type { Pixels } from "./imageTensor.ts";
export { normalizeImages } from "./normalizeImages.ts";
export type { Preprocessing } from "./normalizeImages.ts";

export { adaptBatchNorm } from "./adaptBatchNorm.ts";
export { countParams } from "./countParams.ts";
export { foldBatchNorm } from "./foldBatchNorm.ts";
export { foldedSpec } from "./foldedSpec.ts";
export { freeze } from "./freeze.ts";
export type { FeatureFunction, FreezeOptions, FrozenExtractor, FrozenFeatures } from "./freeze.ts";
export { loadOptional } from "./loadOptional.ts";
export { initParams } from "./initParams.ts";
export { ParamsMismatch, loadParams, readParams } from "./loadParams.ts";
export type { LoadOptions } from "./loadParams.ts";
export { readNetworkWeights } from "./readNetworkWeights.ts";
export { saveParams } from "./saveParams.ts";
export { selectTrainable, splitParams } from "./selectTrainable.ts";
export type { NamePattern } from "./selectTrainable.ts";
export type { Init, ParamSpec, Params } from "./params.ts";

export { checkpoints } from "./hub/checkpoints.ts";
export type { Checkpoint, CheckpointPreprocessing } from "./hub/checkpoints.ts";
export { hubCacheDirectory } from "./hub/_hubCache.ts";
export { downloadFromHub } from "./hub/downloadFromHub.ts";
export type { HubFile, HubOptions, HubProgress } from "./hub/downloadFromHub.ts";
export { loadPretrained } from "./hub/loadPretrained.ts";
export type { Pretrained, PretrainedOptions } from "./hub/loadPretrained.ts";

export { decodeSafetensors, decodeSafetensorsMetadata } from "./decodeSafetensors.ts";
export { encodeSafetensors } from "./encodeSafetensors.ts";
export { readSafetensors, readSafetensorsHeader } from "./readSafetensors.ts";
export type { SafetensorsHeader } from "./readSafetensors.ts";
export { readOnnx, readOnnxHeader } from "./readOnnx.ts";
export { readTorch, readTorchHeader } from "./readTorch.ts";
export { readWeights, readWeightsHeader } from "./readWeights.ts";
export { writeSafetensors } from "./writeSafetensors.ts";
export type { StoredArrays, StoredTensor, StoredTensors } from "./storedTensor.ts";
