import type { Command } from "commander";
import type { Context } from "../context.ts";
import { wholeNumber } from "../options/wholeNumber.ts";

/** `flawlens quickstart`: the whole way on artificial images, to see what comes out. */
export function addQuickstart(program: Command, context: Context): void {
  program
    .command("quickstart")
    .summary("try everything on artificial images, in a few minutes and without any files")
    .description(
      "Make a data set of artificial images (five kinds of parts, five types of defects), train MultiTypeFCDD on it " +
        "from scratch, evaluate the detector on images it never saw, and write detector.onnx, results.json and " +
        "report.html. Takes about four minutes on two cores and needs no other files.",
    )
    .option("--out <dir>", "folder that everything is written to", "out/quickstart")
    .option("--seed <n>", "seed of the images and of the training (default: 1)", wholeNumber)
    .option("--resume", "go on with the training in --out")
    .action(async (options: { out: string; seed?: number; resume?: boolean }) => {
      const { runQuickstart } = await import("../quickstart/runQuickstart.ts");
      await runQuickstart(context, options);
    });
}
