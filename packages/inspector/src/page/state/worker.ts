import type { Answered, Asked, Calls, Started } from "../worker/calls.ts";

/**
 * Asks the worker, which is started by the first call.
 *
 * @param transfer - Objects that the page gives away, so that they are not copied.
 * @throws {Error} With the worker's message, or if the browser cannot start it.
 */
export function ask<Name extends keyof Calls>(
  name: Name,
  given: Parameters<Calls[Name]>[0],
  transfer: Transferable[] = [],
): Promise<ReturnType<Calls[Name]>> {
  worker ??= start();
  const asked: Asked = { id: ++last, name, given };
  worker.postMessage(asked, transfer);
  return new Promise((resolve, reject) => {
    open.set(asked.id, { resolve: resolve as (value: unknown) => void, reject });
  });
}

let worker: Worker | undefined;
let last = 0;
const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

function start(): Worker {
  const made = make();
  made.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
    const waiting = open.get(data.id);
    open.delete(data.id);
    if ("error" in data) waiting?.reject(new Error(data.error));
    else waiting?.resolve(data.value);
  });
  made.addEventListener("error", ({ message }) => {
    const error = new Error(
      `The browser cannot run what scores the images: ${message || "its worker did not start"}.`,
    );
    for (const { reject } of open.values()) reject(error);
    open.clear();
    worker = undefined; // the next call tries again
  });
  made.postMessage({ wasm: textOf("wasm") } satisfies Started, []);
  return made;
}

/**
 * The page of one file has the worker's script, like the WebAssembly, in itself. From a disk, browsers start a module by
 * an address that holds it, but not by that of a blob.
 */
function make(): Worker {
  const script = textOf("worker");
  return script === null
    ? new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module" })
    : new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module" });
}

function textOf(id: string): string | null {
  return document.getElementById(id)?.textContent ?? null;
}
