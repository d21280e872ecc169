/** Where a queue is. */
export interface QueueAddress {
  kind: "redis" | "postgres";
  /** As it was given, password included: for the driver alone. */
  url: string;
  /** The same for people, without the password. */
  shown: string;
  /** A text, such as a driver's error, with the password taken out. */
  hide(text: string): string;
}

const kinds: Record<string, QueueAddress["kind"]> = {
  "redis:": "redis",
  "rediss:": "redis",
  "postgres:": "postgres",
  "postgresql:": "postgres",
};

/**
 * Reads the address of a queue.
 *
 * @throws {RangeError} If it is none; the message has nothing of what was given but the protocol.
 *
 * @example
 * queueAddress("rediss://worker:secret@queue.example/1").shown; // => "rediss://worker@queue.example/1"
 */
export function queueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = url && kinds[url.protocol];
  if (!kind)
    throw new RangeError(
      `queueAddress: expected an address that begins with redis://, rediss:// or postgres://, got ${url ? `${url.protocol}//...` : "something else"}`,
    );
  const secrets = secretsOf(url);
  const hide = (said: string) => secrets.reduce((all, secret) => all.replaceAll(secret, "***"), said); // prettier-ignore
  url.password = "";
  const names = Array.from(url.searchParams.keys());
  for (const name of names) if (/pass/i.test(name)) url.searchParams.delete(name);
  return { kind, url: text, shown: url.href, hide };
}

/** The passwords of an address, as they stand in it and as they mean. */
function secretsOf(url: URL): string[] {
  const params = [...url.searchParams].filter(([name]) => /pass/i.test(name)).map(([, value]) => value); // prettier-ignore
  const all = [url.password, decoded(url.password), ...params];
  return [...new Set(all)].filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length); // prettier-ignore
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
