import { isPassing, receive } from "./_receive.ts";
import { RemoteError } from "./remoteError.ts";

/**
 * Reads a file on HTTP(S). Redirections are refused: they may lead away from what was named. The server that
 * `FLAWLENS_HTTP_AUTHORIZATION="https://host Bearer KEY"` names gets what follows as its header `Authorization`; no
 * other server does.
 *
 * @throws {RemoteError} If it cannot be read whole.
 */
export function readHttp(address: string, most: number): Promise<Buffer> {
  return receive(address, most, async (signal) => {
    const response = await fetch(address, {
      signal,
      redirect: "manual",
      headers: { "accept-encoding": "identity", ...authorization(address) },
    });
    const { status, headers, body } = response;
    if (status !== 200)
      throw new RemoteError(`expected to read ${address}, got ${answerOf(address, response)}`, {
        passing: isPassing(status),
      });
    const length = headers.get("content-length");
    const whole = length !== null && !headers.has("content-encoding");
    return { body, length: whole ? Number(length) : undefined };
  });
}

/** What a server answered that did not send the file. */
function answerOf(address: string, { status, headers }: Response): string {
  const location = headers.get("location");
  if (status < 300 || status >= 400 || location === null || !URL.canParse(location, address))
    return `the answer ${status}`;
  const { origin, pathname } = new URL(location, address);
  return `the answer ${status}, which leads to ${origin}${pathname}; name the data there`;
}

function authorization(address: string): Record<string, string> {
  const [origin, ...value] = (process.env.FLAWLENS_HTTP_AUTHORIZATION ?? "").trim().split(/\s+/);
  const own = URL.canParse(origin) && new URL(origin).origin === new URL(address).origin;
  return own && value.length > 0 ? { authorization: value.join(" ") } : {};
}
