import type { Command } from "commander";
import type { Context } from "../context.ts";

/** `flawlens compare RUN...`: runs side by side. */
export function addCompare(program: Command, { terminal }: Context): void {
  program
    .command("compare")
    .summary("put runs side by side: scores, time, size, speed")
    .description(
      "Put runs side by side: scores, what their thresholds decided, seconds of training, size and speed of their " +
        "detectors; and mean ± standard deviation of runs that differ in nothing but their seed.",
    )
    .argument("<run...>", "folders with a results.json, of trainings or evaluations")
    .option("--html <file>", "write a page as well")
    .option("--no-speed", "do not measure how fast the detectors are on this machine")
    .option("--json", "print everything as JSON")
    .action(async (paths: string[], { html, speed, json }: Options) => {
      const { readRun } = await import("../compare/readRun.ts");
      const { compareRuns } = await import("../compare/compareRuns.ts");
      const { formatRuns } = await import("../compare/formatRuns.ts");
      const phase = terminal.phases().of("reading runs", paths.length);
      const runs = [];
      for (const path of paths) {
        runs.push(await readRun(path, { speed }));
        phase.update(runs.length);
      }
      terminal.endPhases();
      const comparison = compareRuns(runs);
      terminal.result(json ? JSON.stringify(comparison, null, 2) : formatRuns(comparison));
      if (html === undefined) return;
      const { comparePage } = await import("../compare/comparePage.ts");
      const { writeRunFile } = await import("../run/writeRunFile.ts");
      await writeRunFile(html, comparePage(comparison));
      terminal.tell(`page: ${html}`);
    });
}

interface Options {
  html?: string;
  speed: boolean;
  json?: boolean;
}
