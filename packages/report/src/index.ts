export {
  scoreNames,
  type LeftOutImages,
  type PixelErrors,
  type PixelRanking,
  type PixelScores,
  type Results,
  type Scores,
  type TypeScores,
} from "./results.ts";
export { parseResults } from "./parseResults.ts";
export { readResults } from "./readResults.ts";
export { writeResults } from "./writeResults.ts";
export { makeResults, makeUntestedResults, type RunFacts } from "./makeResults.ts";

export { evaluate, type EvaluateOptions } from "./evaluate.ts";
export { Evaluator, mostExactPixels, type EvaluatorOptions } from "./evaluator.ts";
export type { CountedRecord, EvaluatorState, PixelCounts } from "./evaluatorState.ts";
export { readEvaluatorState } from "./state/readEvaluatorState.ts";
export { writeEvaluatorState } from "./state/writeEvaluatorState.ts";
export type { Evaluation } from "./evaluation.ts";
export {
  anyScore,
  type EvaluatedDetector,
  type EvaluationRecord,
  type ScoredRecord,
} from "./evaluationRecord.ts";
export type { Curves } from "./_judge.ts";
export type { Decision, Decisions } from "./_countDecisions.ts";
export { thinCurve, type Curve } from "./thinCurve.ts";

export { formatTable } from "./formatTable.ts";
export {
  compareResults,
  type Comparison,
  type ScoreSpreads,
  type Spread,
} from "./compareResults.ts";
export { formatComparison } from "./formatComparison.ts";
export { textTable } from "./_textTable.ts";

export { renderReport, type ReportOptions } from "./renderReport.ts";
export type { AblationRow } from "./_ablationSection.ts";
export type { SuspectPicture, SuspectSheet } from "./_suspectSection.ts";
export type { TrainingPoint } from "./_trainingSection.ts";
export { reportPage } from "./reportPage.ts";
export { runSection } from "./runSection.ts";
export { html, type Html } from "./_html.ts";
export { trainingSection } from "./_trainingSection.ts";
export { makeExamples, type Example, type MakeExamplesOptions } from "./makeExamples.ts";
export {
  pickExamples,
  type ExampleKind,
  type ExamplePick,
  type PickOptions,
} from "./pickExamples.ts";
export type { OddImage, OddestSheet } from "./_oddestSection.ts";
export { blend, overlay, type OverlayOptions } from "./overlay.ts";
export { contour } from "./contour.ts";
export { coverage } from "./coverage.ts";
export { inferno, infernoStops } from "./inferno.ts";
export { thumbnail } from "./thumbnail.ts";
export type { RgbImage } from "./image.ts";
