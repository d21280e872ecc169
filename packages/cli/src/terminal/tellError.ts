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

/**
 * The message, and those of its causes that add to it. A cause whose own cause was told already adds
 * nothing: `fetch failed` says less than `getaddrinfo ENOTFOUND`.
 */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    const { message, name, cause } = at;
    const told = (text: string) => messages.some((said) => said.includes(text));
    if (told(message) || (cause instanceof Error && cause.message !== "" && told(cause.message)))
      continue;
    messages.push(message || name);
  }
  return messages.length > 0 ? messages : [String(error)];
}

function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return stacks.join("\ncaused by ");
}
