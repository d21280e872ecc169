import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Refused, downloadBlob } from "./_downloadBlob.ts";
import type { RemoteBlob } from "./_downloadBlob.ts";

let folder: string;
let path: string;
let requests: number[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "blob-"));
  path = join(folder, "blob");
  requests = [];
});
afterEach(() => rm(folder, { recursive: true }));

const content = Buffer.alloc(500, "content ");
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Content of which a server sends what `answer` says, to a request from byte `start` on. */
function served(
  bytes: Buffer,
  answer: (start: number, signal: AbortSignal) => Response | Promise<Response>,
): RemoteBlob {
  return {
    size: bytes.length,
    checksum: { algorithm: "sha256", hex: sha256(bytes) },
    async fetch(start, signal) {
      requests.push(start);
      if (requests.length > 1000) throw new Refused("the test ends here");
      return answer(start, signal);
    },
  };
}

/** A body that sends pieces with a pause before each, and ends where the request does. */
function slowly(pieces: Iterable<Uint8Array>, pauseMs: number, signal: AbortSignal): Response {
  const iterator = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      signal.addEventListener("abort", () => controller.error(signal.reason), { once: true }),
    async pull(controller) {
      await wait(pauseMs);
      const { done, value } = iterator.next();
      if (signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array);
    },
  });
  return new Response(body);
}

const part = (bytes: Uint8Array) => new Response(Uint8Array.from(bytes), { status: 206 });
const whole = (bytes: Uint8Array) => new Response(Uint8Array.from(bytes));

describe("downloadBlob", () => {
  test("gives up a server that always ends at the same byte and knows no parts, after 5 attempts", async () => {
    const blob = served(content, () => whole(content.subarray(0, 13)));
    await expect(downloadBlob(blob, path, { retryMs: 1 })).rejects.toThrow(
      "expected 500 bytes, got 13 after 5 attempts that brought nothing new: the connection ended at byte 13; the next call goes on from there",
    );
    expect(requests).toEqual([0, 13, 13, 13, 13]);
  });

  test("gives up a server that ends after one byte each time, after 20 attempts", async () => {
    const blob = served(content, (start) => part(content.subarray(start, start + 1)));
    await expect(downloadBlob(blob, path, { retryMs: 1 })).rejects.toThrow(
      "expected 500 bytes, got 20 after 20 attempts that each brought little",
    );
    expect(requests).toHaveLength(20);
  });

  test("gives up a server that sends less each time, then more, and never the end", async () => {
    const blob = served(content, () => whole(content.subarray(0, 100 + (requests.length % 7))));
    await expect(downloadBlob(blob, path, { retryMs: 1 })).rejects.toThrow(/after \d+ attempts/);
    expect(requests.length).toBeLessThanOrEqual(20);
  });

  test("takes the rest of a large file in pieces of a MiB, as many as there are", async () => {
    const large = Buffer.alloc(40 * 2 ** 20, "large");
    const blob = served(large, (start) => part(large.subarray(start, start + 2 ** 20)));
    await downloadBlob(blob, path, { retryMs: 0 });
    expect(requests).toHaveLength(40);
    expect((await stat(path)).size).toBe(large.length);
  });

  test("takes the whole where a part was asked for, in the same attempt", async () => {
    const blob = served(content, () =>
      whole(requests.length === 1 ? content.subarray(0, 100) : content),
    );
    await downloadBlob(blob, path, { retryMs: 1 });
    expect(requests).toEqual([0, 100]);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test("counts a connection as broken that drips, and one that says nothing", async () => {
    const drop = Buffer.from("c");
    const drops = Array.from({ length: 400 }, () => drop);
    const drip = served(content, (_, signal) => slowly(drops, 5, signal));
    await expect(downloadBlob(drip, path, { retryMs: 1, stallMs: 40 })).rejects.toThrow(
      /expected 65536 bytes or the end in 40 ms, got \d+ bytes/,
    );
    const silent = served(content, (_, signal) => slowly(drops, 100_000, signal));
    await expect(downloadBlob(silent, path, { retryMs: 1, stallMs: 10 })).rejects.toThrow(
      "got 0 bytes; the next call",
    );
  });

  test("asks once where asking again changes nothing", async () => {
    const blob = served(content, () => Promise.reject(new Refused("expected access, got 403")));
    await expect(downloadBlob(blob, path, { retryMs: 1 })).rejects.toThrow("got 403");
    expect(requests).toEqual([0]);
  });

  test("refuses more than the size at once, and keeps nothing under the name", async () => {
    const blob = served(content, () => whole(Buffer.concat([content, content])));
    await expect(downloadBlob(blob, path, { retryMs: 1 })).rejects.toThrow(
      "expected 500 bytes, got more",
    );
    expect(requests).toEqual([0]);
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });
});
