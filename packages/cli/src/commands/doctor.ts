import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exitCodes } from "../terminal/exitCodes.ts";

/** `flawlens doctor`: what is installed, what would be used, and what mends what is missing. */
export function addDoctor(program: Command, { terminal, setExitCode }: Context): void {
  program
    .command("doctor")
    .summary("say what is installed, which engine would be used, and what mends what is missing")
    .description(
      "Look at this machine as training and scoring would: start the engine, run a graph, decode images, look for " +
        "memory and for the folder of pretrained weights. What is missing or slow is told with the command that " +
        "mends it. The exit code is 1 where this machine cannot train and score. Nothing is downloaded.",
    )
    .option("--json", "print everything as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const { diagnose } = await import("../doctor/diagnose.ts");
      const { formatDiagnosis } = await import("../doctor/formatDiagnosis.ts");
      const diagnosis = await diagnose();
      terminal.result(json ? JSON.stringify(diagnosis, null, 2) : formatDiagnosis(diagnosis));
      if (!diagnosis.ok) setExitCode(exitCodes.error);
    });
}
