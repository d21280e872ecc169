import { RemoteError } from "./remoteError.ts";

/** How long nothing may come before a transfer is given up, in milliseconds. */
const patienceMs = 30_000;

/** What a server began to send. */
export interface Answer {
  body: AsyncIterable<Uint8Array> | null;
  /** The number of bytes that it announced; undefined where it did not. */
  length: number | undefined;
}

/**
 * Receives a file whole: at most `most` bytes, and only as long as something comes every 30 seconds.
 *
 * @param place - Named in errors.
 * @param ask - Asks the server; is given the signal that gives up.
 * @throws {RemoteError} If it is larger, cut off, or comes no further; what `ask` throws.
 */
export async function receive(
  place: string,
  most: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Buffer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  const refuse = (got: string, passing: boolean) =>
    new RemoteError(`expected to read ${place}, got ${got}`, { passing });
  try {
    const { body, length } = await ask(controller.signal);
    const tooLarge = () => refuse(`more than ${most} bytes`, false);
    if (length !== undefined && length > most) throw tooLarge();
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body ?? []) {
      timer.refresh();
      bytes += chunk.length;
      if (bytes > most) throw tooLarge();
      chunks.push(chunk);
    }
    if (length !== undefined && bytes !== length) throw refuse(`${bytes} of ${length} bytes`, true);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof RemoteError) throw error;
    if (controller.signal.aborted) throw refuse(`nothing for ${patienceMs / 1000} s`, true);
    throw refuse(reasonOf(error as Error), true);
  } finally {
    clearTimeout(timer);
    controller.abort(); // what was begun and is not wanted any more
  }
}

/** What broke a connection: the system's code where there is one. */
function reasonOf(error: Error): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
  }
  return error.message;
}

/** Whether a status of HTTP may be another one later. */
export function isPassing(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}
