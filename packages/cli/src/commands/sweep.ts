import type { Command } from "commander";
import type { Shard } from "@flawlens/datasets";
import type { QueueStatus } from "@flawlens/shards";
import type { Context } from "../context.ts";
import { atLeastOne } from "../options/atLeastOne.ts";
import { gibibytes } from "../options/gibibytes.ts";
import { queueOption } from "../options/queueOption.ts";
import { shardsOf } from "../options/shard.ts";
import { interruptible } from "../run/interruptible.ts";
import { exitCodes } from "../terminal/exitCodes.ts";
import type { SubmitSweepOptions } from "../sweep/submitSweep.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens sweep plan|run|status`: many jobs, and who does them. */
export function addSweep(program: Command, context: Context): void {
  const sweep = program
    .command("sweep")
    .summary("many runs or shards: plan them, do them, see how far they are")
    .description(
      "Plan many runs of training, or the shards of predictions or an evaluation on many images, do what is not done, " +
        "and say how far it is. Jobs may be done twice, and be killed anywhere: what is done stays done.",
    );
  addPlan(sweep, context);
  addRun(sweep, context);
  addSubmit(sweep, context);
  addStatus(sweep, context);
}

function addPlan(sweep: Command, { terminal }: Context): void {
  const command = sweep
    .command("plan")
    .summary("write the list of a grid's jobs")
    .description(
      "Write the list of all jobs of a grid file to sweep.json. A grid that has grown may be planned again in the same " +
        "folder: what was done stays done.",
    )
    .argument("[grid]", "grid file of JSON")
    .option("--out <dir>", "folder of the sweep, for its list and all results")
    .option(
      "--root <dir>",
      "folder that holds everything that the jobs read and write, for workers of a queue that see it under another " +
        "name (default: the deepest such folder)",
    )
    .helpOption(false)
    .option("-h, --help", "print this help, and every key of a grid file");
  command.action(async (grid: string | undefined, { help, out, root }: PlanOptions) => {
    if (help) {
      const { gridSchema } = await import("../sweep/gridSchema.ts");
      const { describeConfig } = await import("../config/describeConfig.ts");
      const { formatConfig } = await import("../config/formatConfig.ts");
      const keys = formatConfig(describeConfig(gridSchema));
      return terminal.result(
        `${command.helpInformation().trimEnd()}\n\nKeys of a grid file:\n${keys}`,
      );
    }
    if (grid === undefined || out === undefined)
      throw new UsageError("expected a grid file and --out DIR, the folder of the sweep (--help shows a grid's keys)"); // prettier-ignore
    const { planSweep } = await import("../sweep/planSweep.ts");
    const { jobs, done } = await planSweep(grid, { out, root });
    terminal.result(`${jobs} jobs, ${done} of them done`);
    if (done < jobs) terminal.tell(`flawlens sweep run ${out} does the others`);
  });
}

interface PlanOptions {
  help?: boolean;
  out?: string;
  root?: string;
}

function addRun(sweep: Command, context: Context): void {
  const { terminal, setExitCode } = context;
  sweep
    .command("run")
    .summary("do what is not done, with processes of this machine")
    .description(
      "Do the jobs that are not done, each in a process of its own, as many at once as --jobs and memory allow; the cores " +
        "are shared out among them. A job that fails stops no other one. Ctrl-C ends the jobs in an orderly way; the " +
        "same command goes on.",
    )
    .argument("<dir>", "folder of the sweep")
    .option("--jobs <n>", "jobs at once (default: one for four cores)", atLeastOne)
    .option(
      "--memory <gib>",
      "memory that each job is taken to need (default: what jobs of its kind were seen to hold)",
      gibibytes,
    )
    .option("--shard <i/n>", "only part i of n of the list, for arrays of jobs", shardsOf)
    .action(async (folder: string, options: RunOptions) => {
      const { runSweep } = await import("../sweep/runSweep.ts");
      const done = await interruptible(
        context,
        (signal) => runSweep(terminal, folder, options, signal),
        { interrupted: () => terminal.error("interrupted; the same command goes on from there") },
      );
      if (done === false) setExitCode(exitCodes.error);
    });
}

interface RunOptions {
  jobs?: number;
  memory?: number;
  shard?: Shard[];
}

function addSubmit(sweep: Command, { terminal }: Context): void {
  sweep
    .command("submit")
    .summary("put what is not done into a queue, for flawlens worker on any number of machines")
    .description(
      "Put the jobs that are not done into a queue of BullMQ on Redis, Valkey or PostgreSQL. A job that is in it already " +
        "is not put there again. flawlens worker does them, on machines that share the sweep's root.",
    )
    .argument("<dir>", "folder of the sweep")
    .addOption(queueOption().makeOptionMandatory())
    .option("--attempts <n>", "how often a job is tried before it counts as failed", atLeastOne, 3)
    .option("--retry", "try jobs again that the queue lists as failed")
    .action(async (folder: string, options: SubmitSweepOptions) => {
      const { submitSweep } = await import("../sweep/submitSweep.ts");
      await submitSweep(terminal, folder, options);
    });
}

function addStatus(sweep: Command, context: Context): void {
  const { terminal, setExitCode } = context;
  sweep
    .command("status")
    .summary("say how far a sweep or a queue is")
    .description(
      "Say how far a sweep is, by what lies in its folder, or with --queue how far a queue is: what waits, runs and failed.",
    )
    .argument("[dir]", "folder of the sweep")
    .addOption(queueOption())
    .option("--watch", "with --queue: show it until nothing waits or runs, or Ctrl-C")
    .option("--json", "print it as JSON")
    .action(async (folder: string | undefined, { queue, watch, json }: StatusOptions) => {
      if (folder !== undefined) {
        const { formatSweepStatus, sweepStatus } = await import("../sweep/sweepStatus.ts");
        const status = await sweepStatus(folder);
        return terminal.result(json ? JSON.stringify(status, null, 2) : formatSweepStatus(status));
      }
      if (!queue)
        throw new UsageError("expected the folder of a sweep, or --queue URL, got neither");
      const { queueStatus } = await import("@flawlens/shards");
      const { formatQueueStatus } = await import("../sweep/formatQueueStatus.ts");
      const { watchQueue } = await import("../sweep/watchQueue.ts");
      const tell = (status: QueueStatus) => {
        terminal.endPhases();
        terminal.result(json ? JSON.stringify(status, null, 2) : formatQueueStatus(status));
      };
      if (!watch) return tell(await queueStatus(queue));
      await interruptible(context, async (signal) => tell(await watchQueue(terminal, queue, signal)), { interrupted: () => {} }); // prettier-ignore
      setExitCode(exitCodes.ok); // Ctrl-C is the usual end of watching
    });
}

interface StatusOptions {
  queue?: string;
  watch?: boolean;
  json?: boolean;
}
