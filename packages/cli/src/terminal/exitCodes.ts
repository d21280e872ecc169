/** What the command's exit code means; scripts may rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** Something went wrong; standard error says what. */
  error: 1,
  /** The command line itself is wrong: an unknown option, a missing argument, a misspelt key. */
  usage: 2,
  /** Everything worked, and what `--fail-on` names was found. */
  failOn: 3,
  /** Ctrl-C or a request to end; what was begun can be resumed. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
