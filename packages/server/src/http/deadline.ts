import { setMaxListeners } from "node:events";
import { HTTPException } from "hono/http-exception";

/** A limit of time for one request. */
export interface Deadline {
  /** Aborted when the time is over or the client has gone. */
  signal: AbortSignal;
  /** Ends the clock; called when the request is done. */
  clear(): void;
}

/**
 * Starts the clock of a request. The signal's reason is what the client is answered: 504.
 *
 * @param gone - Aborted when the client has gone.
 */
export function deadline(ms: number, gone: AbortSignal): Deadline {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each image of a request listens
  const late = (): void =>
    controller.abort(
      new HTTPException(504, {
        message: `expected an answer within ${ms} ms, got none; try again`,
      }),
    );
  const left = (): void => controller.abort(new HTTPException(400, { message: "client has gone" }));
  const timer = setTimeout(late, ms);
  gone.addEventListener("abort", left, { once: true });
  if (gone.aborted) left();
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      gone.removeEventListener("abort", left);
    },
  };
}
