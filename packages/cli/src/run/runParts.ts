/** The file that says that a folder is a run's, and of what; it is the first that a run writes. */
export const runMark = "run.json";

/** The file that a process holds as long as it writes into a run's folder. */
export const runLock = "run.lock";

/** What a run has found: the file first that says that it is done. */
export const runResults: readonly string[] = [
  "results.json",
  "report.html",
  "suspects.json",
  "ablation.json",
  "oddest.json",
  "oddest",
  "detector.onnx",
  "evaluated.onnx",
  "model.safetensors",
];

/**
 * Everything that a run may leave in its folder, in the order in which `--overwrite` removes it: results first, then
 * what they were made of. Names of files and of whole folders.
 */
export const runParts: readonly string[] = [
  ...runResults,
  "refit",
  "checkpoints",
  "training.jsonl",
  "regions.json",
  "manifest.json",
];
