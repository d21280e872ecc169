import type { Answered, Asked, Started } from "./calls.ts";
import { handlers } from "./handlers.ts";
import { useWasm } from "./useWasm.ts";

// The worker of the page: it decodes and scores images, so that the page itself stays free.
// ONNX Runtime starts its threads with this script too, by a name of its own; they only need the runtime.
if (self.name.startsWith("em-pthread")) void import("onnxruntime-web/wasm");
else self.addEventListener("message", begin, { once: true });

function begin({ data }: MessageEvent<Started>): void {
  useWasm(data.wasm);
  self.addEventListener("message", (event: MessageEvent<Asked>) => void answer(event.data));
}

async function answer({ id, name, given }: Asked): Promise<void> {
  try {
    tell({ id, value: await handlers[name](given as never) });
  } catch (error) {
    tell({ id, error: (error as Error).message });
  }
}

function tell(answered: Answered): void {
  self.postMessage(answered, {});
}
