import { readFile } from "node:fs/promises";
import { chooseThreshold, openDetectorFile, setThresholds } from "@flawlens/inference";
import type { DetectorMetadata, ThresholdGoal, ValidationScores } from "@flawlens/inference";
import { fileOfRun } from "../run/fileOfRun.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { choicesTable } from "./choicesTable.ts";

/** Which threshold is set, and how. */
export interface TuneOptions {
  /** A detector file, or the folder of a run. */
  detector: string;
  /** What the threshold is to do, or `calibrated` for what calibration chose; default nothing is set. */
  goal?: ThresholdGoal | "calibrated";
  /** The defect type whose threshold it is; default that of any defect. */
  type?: string;
  /** The file to write; default the detector's own. */
  out?: string;
}

/**
 * Sets a detector's threshold by what it does on validation images, and prints what others would have done.
 *
 * @throws {UsageError} If no such file or type exists, or the file lacks what the goal needs.
 * @throws {RangeError} If it is no detector's file, or the goal cannot be reached.
 */
export async function tuneDetector(
  terminal: Pick<Terminal, "result" | "tell" | "note">,
  { detector, goal, type, out }: TuneOptions,
): Promise<void> {
  const file = fileOfRun(detector, "DETECTOR", "detector.onnx");
  const bytes = await readFile(file);
  const opened = await openDetectorFile(bytes, file);
  const { metadata } = opened;
  if (type !== undefined && !metadata.types.includes(type))
    throw new UsageError(
      `--type: expected one of ${metadata.types.join(", ")}, got ${type}, which this detector does not know`,
    );
  const validation = opened.validation();
  if (!validation && goal !== "calibrated" && !(goal && "threshold" in goal))
    throw new UsageError(
      `${file}: expected the scores of validation images, which tell what a threshold does, got none; export the ` +
        "detector again, or give --threshold",
    );
  if (validation) terminal.result(choicesTable({ metadata, validation }, { goal, type }));
  if (goal === undefined) return;
  const target = out ?? file;
  await writeRunFile(target, await changed(bytes, { metadata, validation }, goal, type));
  const { metadata: now } = await openDetectorFile(await readFile(target), target);
  terminal.tell(`${target}: threshold ${thresholdOf(now, type)}${nameOf(type)}`);
  if (now.calibrated)
    terminal.tell("what calibration chose is kept in the file; --calibrated goes back to it");
}

async function changed(
  bytes: Uint8Array,
  detector: { metadata: DetectorMetadata; validation: ValidationScores | null },
  goal: ThresholdGoal | "calibrated",
  type: string | undefined,
): Promise<Uint8Array> {
  if (goal === "calibrated") return setThresholds(bytes, goal);
  if ("threshold" in goal) return setThresholds(bytes, named(goal.threshold, type));
  const choice = chooseThreshold(detector, goal, type);
  return setThresholds(bytes, named(choice.threshold, type), choice);
}

function named(threshold: number, type: string | undefined) {
  return type === undefined ? { any: threshold } : { types: { [type]: threshold } };
}

function thresholdOf({ any, calibration }: DetectorMetadata, type: string | undefined): string {
  const { threshold } = type === undefined ? any : calibration[type];
  return threshold === null ? "none" : String(Number(threshold.toPrecision(6)));
}

function nameOf(type: string | undefined): string {
  return type === undefined ? "" : ` of ${type}`;
}
