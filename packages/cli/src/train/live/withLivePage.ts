import type { Terminal } from "../../terminal/terminal.ts";
import { UsageError } from "../../terminal/usageError.ts";
import { liveServer } from "./liveServer.ts";
import type { LiveServer, LiveServerOptions } from "./liveServer.ts";
import { liveTerminal } from "./liveTerminal.ts";

/**
 * Trains with a page that follows it. When the training is done the page stays, with its results, until the signal
 * comes; otherwise it says how the training ended, and is closed with it.
 *
 * @param train - Gives whether it came to its end.
 * @returns What `train` gave.
 * @throws {UsageError} If the port cannot be had; nothing was begun.
 */
export async function withLivePage(
  terminal: Terminal,
  { signal, ...options }: LiveServerOptions & { signal: AbortSignal },
  train: (terminal: Terminal, live: LiveServer) => Promise<boolean>,
): Promise<boolean> {
  const live = await liveServer(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined || options.port === 0) throw error;
    throw new UsageError(
      `--live: expected a port that is free, got ${options.port} (${error.message}); name another, or none`,
      { cause: error },
    );
  });
  const end = (how: "done" | "interrupted" | "failed", text: string): void =>
    live.push({ kind: "ended", end: { how, text } });
  try {
    terminal.tell(`live page: ${live.url}`);
    const done = await train(liveTerminal(terminal, live), live);
    if (!done) {
      end("interrupted", "The training was interrupted; --resume goes on with it.");
      return false;
    }
    end("done", "The training is done.");
    if (signal.aborted) return true;
    terminal.tell(`the live page stays at ${live.url} until Ctrl-C`);
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return true;
  } catch (error) {
    if (signal.aborted) end("interrupted", "The run was interrupted.");
    else end("failed", `The run failed: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  } finally {
    await live.close();
  }
}
