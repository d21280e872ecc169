import type { ExitCode } from "./terminal/exitCodes.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What a command is given beside its own options. */
export interface Context {
  terminal: Terminal;
  /** Standard input, for a list of images. */
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Sets how the command ends where it did not fail; the last call counts. */
  setExitCode(code: ExitCode): void;
}
