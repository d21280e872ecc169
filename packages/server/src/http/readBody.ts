import { HTTPException } from "hono/http-exception";

/**
 * The body of a request, whole and bounded.
 *
 * @param limit - The most bytes; the reading ends where more come, whatever `Content-Length` says.
 * @param signal - Ends the reading.
 * @throws {HTTPException} 413 if the body is larger, 400 if it ends early.
 * @throws The signal's reason.
 */
export async function readBody(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if ((declaredLength(request) ?? 0) > limit) throw tooLarge(limit);
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const stop = (): void => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted(); // a reader that was cancelled says "done"
      if (done) break;
      length += value.length;
      if (length > limit) throw tooLarge(limit);
      parts.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => {});
    if (error instanceof HTTPException || signal.aborted) throw error;
    throw new HTTPException(400, { message: "expected a whole body, got one that ends early" });
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** What `Content-Length` says; undefined where it is not given, as with a body in chunks. */
export function declaredLength(request: Request): number | undefined {
  const text = request.headers.get("content-length");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function tooLarge(limit: number): HTTPException {
  return new HTTPException(413, { message: `expected a body of at most ${limit} bytes, got more` });
}
