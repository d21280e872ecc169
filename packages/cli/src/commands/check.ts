import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exitCodes } from "../terminal/exitCodes.ts";

/** `flawlens check DATA`: what a data set is recognised as, and what is wrong with it. */
export function addCheck(program: Command, { terminal, setExitCode }: Context): void {
  program
    .command("check")
    .summary("say what a data set is recognised as, and what is wrong with it")
    .description(
      "Open every image and mask of a data set and say what was recognised as what, what was left " +
        "out and why, and what to do about problems. The exit code is 1 where a file is damaged " +
        "or a mask does not fit its image.",
    )
    .argument("<data>", "folder of images, or a list of them (.csv, .jsonl, .json)")
    .option("--normal <name>", "name of the folder that holds the normal images, such as gut")
    .option("--masks <dir>", "folder of the masks, inside the data set")
    .option("--category <name>", "only this object category")
    .option(
      "--allow-outside",
      "read files that a list or manifest names outside of the data's folder",
    )
    .option("--json", "print JSON in place of a table")
    .action(async (data: string, { json, ...named }: CheckOptions) => {
      const { checkDataset, formatCheck } = await import("@flawlens/datasets");
      const { readDataset } = await import("../data/readDataset.ts");
      const manifest = await readDataset(data, named);
      const phases = terminal.phases();
      const bar = phases.of("checking images", manifest.samples.length);
      const check = await checkDataset(manifest, { onProgress: (done) => bar.update(done) });
      phases.stop();
      terminal.result(json ? JSON.stringify(check, null, 2) : formatCheck(check));
      if (check.problems.length > 0) setExitCode(exitCodes.error);
    });
}

interface CheckOptions {
  normal?: string;
  masks?: string;
  category?: string;
  allowOutside?: boolean;
  json?: boolean;
}
