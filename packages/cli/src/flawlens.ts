import { CommanderError } from "commander";
import type { Context } from "./context.ts";
import { createProgram } from "./program.ts";
import { type ExitCode, exitCodes } from "./terminal/exitCodes.ts";
import { tellError } from "./terminal/tellError.ts";
import { createTerminal, type TextStream } from "./terminal/terminal.ts";
import { UsageError } from "./terminal/usageError.ts";

/** The streams that a command reads and writes; by default those of the process. */
export interface Streams {
  stdin?: Context["stdin"];
  stdout?: TextStream;
  stderr?: TextStream;
}

/**
 * Runs one command line in this process, as the program `flawlens` does. Never throws for what a
 * user can do wrong: that is told on standard error.
 *
 * @param args - What stands after `flawlens`.
 * @returns The exit code; the process is not ended.
 *
 * @example
 * process.exitCode = await flawlens(["check", "photos", "--json"]);
 */
export async function flawlens(
  args: readonly string[],
  { stdin = process.stdin, stdout = process.stdout, stderr = process.stderr }: Streams = {},
): Promise<ExitCode> {
  let quiet = false;
  let exitCode: ExitCode = exitCodes.ok;
  const terminal = createTerminal({ stdout, stderr, quiet: () => quiet });
  const program = createProgram({ terminal, stdin, setExitCode: (code) => (exitCode = code) });
  program.hook("preAction", () => void (quiet = program.opts().quiet === true));
  try {
    await program.parseAsync(args, { from: "user" });
    terminal.endPhases();
    await terminal.flushed();
    if (terminal.failure)
      throw new Error(`expected to write standard output, got ${terminal.failure.message}`, {
        cause: terminal.failure,
      });
    return exitCode;
  } catch (error) {
    terminal.endPhases();
    // Commander has told its own errors; help and the version come this way too, with 0.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    tellError(error, terminal);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.error;
  }
}
