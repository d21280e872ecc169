import type { Terminal } from "./terminal.ts";

/**
 * Says what went wrong: the message and what its causes add to it. With `FLAWLENS_DEBUG` set, also
 * where in the code.
 */
export function tellError(
  error: unknown,
  terminal: Pick<Terminal, "error">,
  { debug = Boolean(process.env.FLAWLENS_DEBUG) } = {},
): void {
  terminal.error(`error: ${messagesOf(error).join("\n")}`);
  if (debug) terminal.error(stackOf(error));
}

/** The message, and those of its causes that it does not repeat. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    const { message, name } = at;
    if (!messages.some((said) => said.includes(message))) messages.push(message || name);
  }
  return messages.length > 0 ? messages : [String(error)];
}

function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return stacks.join("\ncaused by ");
}
