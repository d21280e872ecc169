import type { Command } from "commander";
import type { Context } from "../context.ts";
import { fraction } from "../options/fraction.ts";
import { number } from "../options/number.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens tune DETECTOR`: thresholds without training again. */
export function addTune(program: Command, { terminal }: Context): void {
  program
    .command("tune")
    .summary("set a detector's threshold without training again")
    .description(
      "Set the threshold from which on images are anomalous, by what it does on the detector's validation images, and " +
        "print what other thresholds would have done. Without an option it only prints. What calibration chose stays " +
        'in the file. "Of new ones" is the fraction of new normal images that a threshold chosen by false alarms is ' +
        "expected to call anomalous, which few validation images leave high. Scores of validation images are not " +
        "those of test images, nor of the line.",
    )
    .argument("<detector>", "detector.onnx, or the folder of a run")
    .option(
      "--false-alarms <fraction>",
      "call at most this fraction of the normal validation images anomalous",
      fraction,
    )
    .option(
      "--recall <fraction>",
      "find at least this fraction of the anomalous validation images",
      number,
    )
    .option("--threshold <score>", "set this threshold", number)
    .option("--calibrated", "go back to the thresholds that calibration chose")
    .option("--type <name>", "set the threshold of one defect type instead of any defect's")
    .option("--out <file>", "write another file instead of replacing the detector's")
    .action(
      async (
        detector: string,
        { falseAlarms, recall, threshold, calibrated, type, out }: Options,
      ) => {
        const goals = [
          falseAlarms !== undefined && { falseAlarms },
          recall !== undefined && { recall },
          threshold !== undefined && { threshold },
          calibrated && ("calibrated" as const),
        ].filter((goal) => goal !== false && goal !== undefined);
        if (goals.length > 1)
          throw new UsageError(
            "expected one of --false-alarms, --recall, --threshold and --calibrated, got several",
          );
        const { tuneDetector } = await import("../tune/tuneDetector.ts");
        await tuneDetector(terminal, { detector, goal: goals[0], type, out });
      },
    );
}

interface Options {
  falseAlarms?: number;
  recall?: number;
  threshold?: number;
  calibrated?: boolean;
  type?: string;
  out?: string;
}
