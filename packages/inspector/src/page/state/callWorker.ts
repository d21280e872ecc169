import type { Answered, Asked, CallsOf, Started } from "../worker/answerCalls.ts";
import { withoutBlobs } from "./withoutBlobs.ts";

/** A worker of the page that answers calls. */
export interface CalledWorker<Calls extends CallsOf<Calls>> {
  /**
   * Asks the worker, which is started by the first call.
   *
   * @param transfer - Objects that the page gives away, so that they are not copied.
   * @throws {Error} With the worker's message, if the browser cannot start it, or if it is ended.
   */
  ask<Name extends keyof Calls>(
    name: Name,
    given: Parameters<Calls[Name]>[0],
    transfer?: Transferable[],
  ): Promise<ReturnType<Calls[Name]>>;
  /** Ends the worker at once, whatever it does; the next call starts another. */
  end(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * A worker to call.
 *
 * @param make - Makes the worker from the script beside the page's.
 * @param id - The id of the element that holds the worker's script in the page of one file. From a disk, browsers start
 *   a module by an address that holds it, but not by that of a blob. WebKit lets such a worker read no blob either, so
 *   that the page reads for it.
 */
export function callWorker<Calls extends CallsOf<Calls>>(
  make: () => Worker,
  id: string,
): CalledWorker<Calls> {
  let worker: Worker | undefined;
  let last = 0;
  const open = new Map<number, Waiting>();
  let sent = Promise.resolve(); // calls arrive in their order, whatever the page reads for them

  function start(): Worker {
    const script = textOf(id);
    const made =
      script === null
        ? make()
        : new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module" });
    made.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
      const waiting = open.get(data.id);
      open.delete(data.id);
      if ("error" in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.value);
    });
    made.addEventListener("error", ({ message }) =>
      drop(`The browser cannot run what computes here: ${message || "its worker did not start"}.`),
    );
    made.postMessage({ wasm: textOf("wasm") } satisfies Started, []);
    return made;
  }

  function sendRead(to: Worker, asked: Asked<Calls>, transfer: Transferable[]) {
    return async () => {
      try {
        const { given, moved } = await withoutBlobs(asked.given);
        to.postMessage({ ...asked, given }, [...transfer, ...moved]);
      } catch (error) {
        open.get(asked.id)?.reject(error as Error);
        open.delete(asked.id);
      }
    };
  }

  function drop(reason: string): void {
    worker = undefined; // the next call tries again
    for (const { reject } of open.values()) reject(new Error(reason));
    open.clear();
  }

  return {
    ask(name, given, transfer = []) {
      worker ??= start();
      const asked: Asked<Calls> = { id: ++last, name, given };
      if (textOf(id) === null) worker.postMessage(asked, transfer);
      else sent = sent.then(sendRead(worker, asked, transfer));
      return new Promise((resolve, reject) => {
        open.set(asked.id, { resolve: resolve as (value: unknown) => void, reject });
      });
    },
    end() {
      worker?.terminate();
      drop("The worker was ended.");
    },
  };
}

function textOf(id: string): string | null {
  return document.getElementById(id)?.textContent ?? null;
}
