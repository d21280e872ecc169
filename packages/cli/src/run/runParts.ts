/** The file that says that a folder is a run's, and of what; it is the first that a run writes. */
export const runMark = "run.json";

/** The file that a process holds as long as it writes into a run's folder. */
export const runLock = "run.lock";

/**
 * Everything that a run may leave in its folder: what `--overwrite` removes first, so that no
 * result of the old run stands beside those of the new one. Names of files and of whole folders.
 */
export const runParts: readonly string[] = [
  "manifest.json",
  "regions.json",
  "checkpoints",
  "training.jsonl",
  "detector.onnx",
  "model.safetensors",
  "evaluated.onnx",
  "refit",
  "results.json",
  "report.html",
  "suspects.json",
  "ablation.json",
  "oddest.json",
  "oddest",
];
