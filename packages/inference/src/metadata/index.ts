export { detectorFormat, parseDetectorMetadata } from "./parseDetectorMetadata.ts";
export {
  mostValidationScores,
  parseValidationScores,
  validationKey,
} from "./parseValidationScores.ts";
