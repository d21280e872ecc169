import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";

/**
 * Lets only requests with `Authorization: Bearer TOKEN` pass. Hashes of both tokens are compared, in constant time, so
 * that neither the token's length nor its beginning can be told from how long the answer takes.
 *
 * @throws {RangeError} If the token has fewer than 16 characters, or others than a header can hold.
 */
export function bearer(token: string): MiddlewareHandler {
  if (!/^[\x21-\x7e]{16,}$/.test(token))
    throw new RangeError(
      "createServer: expected a token of at least 16 visible ASCII characters, got another one; " +
        "make one with: openssl rand -hex 32",
    );
  const wanted = hash(token);
  return async (c, next) => {
    const given = /^Bearer +(.*)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    if (!timingSafeEqual(hash(given), wanted)) {
      c.header("WWW-Authenticate", "Bearer");
      throw new HTTPException(401, { message: "expected a valid bearer token" });
    }
    await next();
  };
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
