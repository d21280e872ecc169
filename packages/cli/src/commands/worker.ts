import type { Command } from "commander";
import type { Context } from "../context.ts";
import { atLeastOne } from "../options/atLeastOne.ts";
import { gibibytes } from "../options/gibibytes.ts";
import { queueOption } from "../options/queueOption.ts";
import { interruptible } from "../run/interruptible.ts";
import { exitCodes } from "../terminal/exitCodes.ts";

/** `flawlens worker --queue URL --root DIR`: does the jobs of a queue. */
export function addWorker(program: Command, context: Context): void {
  const { terminal, setExitCode } = context;
  program
    .command("worker")
    .summary("do the jobs of a queue")
    .description(
      "Do jobs that flawlens sweep submit has put into a queue, each in a process of its own, until Ctrl-C or SIGTERM, " +
        "which puts what runs back. Jobs are trainings and shards of predictions or evaluations, and nothing else; they " +
        "read and write inside of --root only.",
    )
    .addOption(queueOption().makeOptionMandatory())
    .requiredOption("--root <dir>", "the folder of the sweep's root, as this machine sees it")
    .option("--concurrency <n>", "jobs at once; the cores are shared out among them", atLeastOne, 1)
    .option(
      "--memory <gib>",
      "memory that each job is taken to need (default: what jobs of its kind were seen to hold)",
      gibibytes,
    )
    .option(
      "--allow-outside",
      "let jobs read, not write, what lies outside of --root or on servers: for queues that only you can write to",
    )
    .action(async (options: Options) => {
      const { runQueueWorker } = await import("../sweep/runQueueWorker.ts");
      await interruptible(context, (signal) => runQueueWorker(terminal, options, signal), {
        interrupted: () => terminal.tell("put back what ran; ended"),
      });
      setExitCode(exitCodes.ok); // a request to end is the usual end
    });
}

interface Options {
  queue: string;
  root: string;
  concurrency: number;
  memory?: number;
  allowOutside?: boolean;
}
