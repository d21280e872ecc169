/**
 * Prints what went wrong, and sets the exit code to 1. With `FLAWLENS_DEBUG` set, where it went
 * wrong too.
 */
export function tellError(error: unknown): void {
  process.exitCode = 1;
  console.error(`\n${messagesOf(error).join("\n")}`);
  if (process.env.FLAWLENS_DEBUG) console.error(error);
}

/** The message, and those of its causes that it does not repeat. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause)
    if (!messages.some((message) => message.includes((at as Error).message)))
      messages.push(at.message);
  return messages.length > 0 ? messages : [String(error)];
}
