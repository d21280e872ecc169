import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCheck } from "./commands/check.ts";
import { addCompare } from "./commands/compare.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDescribe } from "./commands/describe.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExplain } from "./commands/explain.ts";
import { addInspect } from "./commands/inspect.ts";
import { addMerge } from "./commands/merge.ts";
import { addMethods } from "./commands/methods.ts";
import { addPredict } from "./commands/predict.ts";
import { addQuickstart } from "./commands/quickstart.ts";
import { addRegions } from "./commands/regions.ts";
import { addServe } from "./commands/serve.ts";
import { addSuspects } from "./commands/suspects.ts";
import { addSweep } from "./commands/sweep.ts";
import { addTable } from "./commands/table.ts";
import { addTrain } from "./commands/train.ts";
import { addTune } from "./commands/tune.ts";
import { addWorker } from "./commands/worker.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./terminal/exitCodes.ts";

/** The commands, in the order of the help. */
const commands = [
  addQuickstart,
  addDoctor,
  addCheck,
  addTrain,
  addPredict,
  addServe,
  addInspect,
  addTune,
  addEvaluate,
  addMerge,
  addCompare,
  addMethods,
  addSuspects,
  addSweep,
  addWorker,
  addDeploy,
  addTable,
  addRegions,
  addDescribe,
  addExplain,
];

/**
 * The command line: every command adds itself. What a command needs is imported when it runs, so
 * that `--help` and a misspelt option are answered at once.
 */
export function createProgram(context: Context): Command {
  const { terminal } = context;
  const program = new Command("flawlens")
    .description(
      "Find defects in images: train a detector on a folder of images, evaluate it, use it.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .option("-q, --quiet", "print results and errors only")
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.error(text.replace(/\n$/, "")),
    })
    .configureHelp({ showGlobalOptions: true })
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("(--help lists what can be given)")
    .addHelpText(
      "after",
      `
Results go to standard output, progress and notes to standard error.
Exit codes: ${exitCodes.ok} done, ${exitCodes.error} failed, ${exitCodes.usage} wrong command line, ${exitCodes.failOn} found what --fail-on names, ${exitCodes.interrupted} interrupted.
FLAWLENS_DEBUG=1 adds to an error where in the code it happened.`,
    )
    .exitOverride();
  for (const add of commands) add(program, context);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
