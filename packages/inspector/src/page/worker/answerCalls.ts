import { useWasm } from "./useWasm.ts";

/** Calls of a worker: names, what each is given, and what it gives. */
export type CallsOf<Calls> = { [Name in keyof Calls]: (given: never) => unknown };

/** What a worker does on each call. */
export type Handlers<Calls extends CallsOf<Calls>> = {
  [Name in keyof Calls]: (given: Parameters<Calls[Name]>[0]) => Promise<ReturnType<Calls[Name]>>;
};

/** A call on its way to a worker. */
export interface Asked<Calls extends CallsOf<Calls>, Name extends keyof Calls = keyof Calls> {
  id: number;
  name: Name;
  given: Parameters<Calls[Name]>[0];
}

/** The first message to a worker: ONNX Runtime's WebAssembly where it is in the page itself. */
export interface Started {
  /** Base64 of the file, compressed by gzip; null where the file is beside the script. */
  wasm: string | null;
}

/** The answer to a call. */
export type Answered = { id: number; value: unknown } | { id: number; error: string };

/**
 * Answers the calls of the page in a worker. ONNX Runtime starts its threads with the worker's script too, by a name of
 * its own; they only need the runtime.
 */
export function answerCalls<Calls extends CallsOf<Calls>>(handlers: Handlers<Calls>): void {
  if (self.name.startsWith("em-pthread")) void import("onnxruntime-web/wasm");
  else self.addEventListener("message", begin, { once: true });

  function begin({ data }: MessageEvent<Started>): void {
    const ready = useWasm(data.wasm);
    ready.catch(() => {}); // each call tells it
    self.addEventListener("message", ({ data }: MessageEvent<Asked<Calls>>) => void answer(data, ready)); // prettier-ignore
  }

  async function answer({ id, name, given }: Asked<Calls>, ready: Promise<void>): Promise<void> {
    try {
      await ready;
      tell({ id, value: await handlers[name](given) });
    } catch (error) {
      tell({ id, error: (error as Error).message });
    } finally {
      // The page gave pictures away.
      for (const value of Object.values(given)) if (value instanceof ImageBitmap) value.close();
    }
  }
}

function tell(answered: Answered): void {
  self.postMessage(answered, {});
}
