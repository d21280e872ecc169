export { byteSource } from "./byteSource.ts";
export type { ByteSource } from "./byteSource.ts";
export { encodeModel } from "./encodeModel.ts";
export { externalLocations } from "./externalLocations.ts";
export type { ExternalSource, OpenExternal } from "./externalSource.ts";
export { ELEMENT } from "./onnxModel.ts";
export type {
  Attribute,
  Initializer,
  OnnxModel,
  OnnxNode,
  OnnxType,
  ValueInfo,
} from "./onnxModel.ts";
export { openInitializers } from "./openInitializers.ts";
export type {
  InitializerInfo,
  OpenInitializers,
  OpenInitializersOptions,
  ReadInitializer,
} from "./openInitializers.ts";
export { readOnnxMetadata } from "./readOnnxMetadata.ts";
export { verifyChecksum } from "./verifyChecksum.ts";
export type { ChecksumState } from "./verifyChecksum.ts";
export { withChecksum } from "./withChecksum.ts";
export { withInitializers } from "./withInitializers.ts";
export { withMetadata } from "./withMetadata.ts";
