import type { Command } from "commander";
import type { Context } from "../context.ts";

/** `flawlens table DIR`: the finished runs of a sweep beside the paper's figures. */
export function addTable(program: Command, { terminal }: Context): void {
  program
    .command("table")
    .summary("print a table of a sweep's finished runs")
    .description(
      "Print a table of the finished runs of a sweep: mean ± standard deviation over seeds, beside the figures of the " +
        "paper of multi-cue ADL. Nothing is trained: flawlens sweep does that.",
    )
    .argument("<dir>", "folder of the sweep")
    .option("--speed", "measure how long each detector takes for one image, on this machine")
    .option("--json", "print the table as JSON")
    .action(async (folder: string, options: { speed?: boolean; json?: boolean }) => {
      const { readTable } = await import("../table/readTable.ts");
      await readTable(terminal, folder, options);
    });
}
