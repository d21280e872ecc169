export { detectorContract } from "./detectorContract.ts";
export type { ContractOptions, DetectorClaim } from "./detectorContract.ts";
