// One line a method, and what others may build it from.
export { simplenetMethod } from "./simplenet/simplenetMethod.ts";
export { simplenetConfig } from "./simplenet/simplenetConfig.ts";
export type { SimplenetConfig } from "./simplenet/simplenetConfig.ts";
export { createSimplenet } from "./simplenet/createSimplenet.ts";
export type { SimplenetOptions } from "./simplenet/createSimplenet.ts";
export type { Simplenet } from "./simplenet/simplenet.ts";

export { supersimplenetMethod } from "./supersimplenet/supersimplenetMethod.ts";
export { supersimplenetConfig } from "./supersimplenet/supersimplenetConfig.ts";
export type { SupersimplenetConfig } from "./supersimplenet/supersimplenetConfig.ts";
export { createSupersimplenet } from "./supersimplenet/createSupersimplenet.ts";
export type { SupersimplenetOptions } from "./supersimplenet/createSupersimplenet.ts";
export type { Supersimplenet } from "./supersimplenet/supersimplenet.ts";

export { cflowMethod } from "./cflow/cflowMethod.ts";
export { cflowConfig } from "./cflow/cflowConfig.ts";
export type { CflowConfig } from "./cflow/cflowConfig.ts";
export { createCflow } from "./cflow/createCflow.ts";
export type { Cflow, CflowOptions } from "./cflow/createCflow.ts";
export { aggregateLevels } from "./cflow/aggregateLevels.ts";
export type { Aggregation } from "./cflow/aggregateLevels.ts";
export { flowSpec } from "./cflow/flowSpec.ts";
export type { FlowShape } from "./cflow/flowSpec.ts";
export { logLikelihoods, runFlow } from "./cflow/logLikelihoods.ts";
export type { FlowOptions } from "./cflow/logLikelihoods.ts";
export type { FlowResult } from "./cflow/couplingBlock.ts";
export { likelihoodLoss } from "./cflow/likelihoodLoss.ts";

export { loeMethod } from "./loe/loeMethod.ts";
export { loeConfig } from "./loe/loeConfig.ts";
export type { LoeConfig } from "./loe/loeConfig.ts";
export { createLoe } from "./loe/createLoe.ts";
export type { Loe, LoeOptions } from "./loe/createLoe.ts";
export { flagScores, loeLoss } from "./loe/loeLoss.ts";
export type { LossPair, Strategy } from "./loe/loeLoss.ts";
export { neuralTransformationLosses } from "./loe/neuralTransformationLosses.ts";

export { uniadMethod } from "./uniad/uniadMethod.ts";
export { uniadConfig } from "./uniad/uniadConfig.ts";
export type { UniadConfig } from "./uniad/uniadConfig.ts";
export { createUniad } from "./uniad/createUniad.ts";
export type { Uniad, UniadOptions } from "./uniad/createUniad.ts";
export type { UniadShape } from "./uniad/uniadSpec.ts";
export { uniadLoss } from "./uniad/uniadLoss.ts";
export { scoreReconstruction } from "./uniad/scoreReconstruction.ts";

export { rdMethod } from "./rd/rdMethod.ts";
export { rdConfig } from "./rd/rdConfig.ts";
export type { RdConfig } from "./rd/rdConfig.ts";
export { createRd } from "./rd/createRd.ts";
export type { Rd, RdOptions } from "./rd/createRd.ts";
export { rdStudent } from "./rd/rdStudent.ts";
export { resnet18Shape, wideResnetShape } from "./rd/rdShape.ts";
export type { RdShape } from "./rd/rdShape.ts";
export { rdLoss } from "./rd/rdLoss.ts";
export { rdMaps } from "./rd/rdMaps.ts";

export { draemMethod } from "./draem/draemMethod.ts";
export { draemConfig } from "./draem/draemConfig.ts";
export type { DraemConfig } from "./draem/draemConfig.ts";
export { createDraem } from "./draem/createDraem.ts";
export type { Draem, DraemOptions } from "./draem/createDraem.ts";
export { draemNetwork } from "./draem/draemNetwork.ts";
export type { DraemWidths } from "./draem/draemNetwork.ts";
export { draemLoss } from "./draem/draemLoss.ts";
export { draemScores } from "./draem/draemScores.ts";
export { ssimLoss } from "./draem/ssimLoss.ts";
export { anomalyBatches } from "./shared/anomalyBatches.ts";
export type { AnomalyBatch, AnomalyBatchesOptions } from "./shared/anomalyBatches.ts";

export { destsegMethod } from "./destseg/destsegMethod.ts";
export { destsegConfig } from "./destseg/destsegConfig.ts";
export type { DestsegConfig } from "./destseg/destsegConfig.ts";
export { createDestseg } from "./destseg/createDestseg.ts";
export type { Destseg, DestsegOptions } from "./destseg/createDestseg.ts";
export { destsegStudent } from "./destseg/destsegStudent.ts";
export type { StudentEncoder } from "./destseg/destsegStudent.ts";
export { destsegSegmentation } from "./destseg/destsegSegmentation.ts";
export type { DestsegShape } from "./destseg/destsegShape.ts";
export { segmentationLoss, studentLoss } from "./destseg/destsegLosses.ts";
export { compareFeatures } from "./destseg/compareFeatures.ts";
