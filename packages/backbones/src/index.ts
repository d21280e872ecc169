export { decodeSafetensors, decodeSafetensorsMetadata } from "./decodeSafetensors.ts";
export { encodeSafetensors } from "./encodeSafetensors.ts";
export { readSafetensors, readSafetensorsHeader } from "./readSafetensors.ts";
export type { SafetensorsHeader } from "./readSafetensors.ts";
export { writeSafetensors } from "./writeSafetensors.ts";
export type { StoredArrays, StoredTensor, StoredTensors } from "./storedTensor.ts";
