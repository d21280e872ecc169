import type { Context, Handler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Admission } from "../queue/admission.ts";
import { deadline } from "./deadline.ts";
import { declaredLength, readBody } from "./readBody.ts";
import type { ServerLimits } from "./serverLimits.ts";

/** Answers a request whose body was read. */
export type BodyHandler = (
  c: Context,
  body: Uint8Array<ArrayBuffer>,
  work: Work,
) => Promise<Response>;

/** A request that is worked on. */
export interface Work {
  /** Aborted when the time is over or the client has gone. */
  signal: AbortSignal;
  /**
   * Counts memory that the work needs beside the body.
   *
   * @throws {HTTPException} 429 if there is no room for it now.
   */
  hold(bytes: number): void;
}

/** Makes a handler that keeps the limits of one that does work. */
export type Limited = (handle: BodyHandler) => Handler;

/**
 * Handlers that take a place in the waiting room before they read the body, and give it back with the answer.
 *
 * @param isDraining - Whether the server takes no more work.
 */
export function limited(limits: ServerLimits, room: Admission, isDraining: () => boolean): Limited {
  return (handle) => async (c) => {
    const length = declaredLength(c.req.raw);
    if (isDraining()) throw busy(c, 503, "the server is about to stop; try another one");
    // What does not say its length may be as long as any.
    const place = room.enter(Math.min(length ?? limits.bodyBytes, limits.bodyBytes));
    const full = () => busy(c, 429, "the queue is full; try again");
    if (!place) throw full();
    const { signal, clear } = deadline(limits.milliseconds, c.req.raw.signal);
    try {
      const encoding = c.req.header("content-encoding") ?? "identity";
      if (encoding !== "identity")
        throw new HTTPException(415, { message: "expected a body without Content-Encoding" });
      const body = await readBody(c.req.raw, limits.bodyBytes, signal);
      const hold = (bytes: number): void => {
        if (!place.grow(bytes)) throw full();
      };
      return await handle(c, body, { signal, hold });
    } finally {
      clear();
      place.leave();
    }
  };
}

function busy(c: Context, status: 429 | 503, message: string): HTTPException {
  c.header("Retry-After", "1");
  return new HTTPException(status, { message });
}
