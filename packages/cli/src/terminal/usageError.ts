/**
 * The command line or the configuration is wrong, nothing was begun, and the user can mend it by
 * typing something else: the exit code is then 2 and not 1.
 */
export class UsageError extends Error {
  override name = "UsageError";
}
