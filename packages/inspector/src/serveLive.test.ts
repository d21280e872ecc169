import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLive } from "./serveLive.ts";
import type { LivePage } from "./serveLive.ts";

let root: string;
let live: LivePage;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-live-"));
  await writeFile(join(root, "index.html"), "<!doctype html>");
  live = await serveLive({ page: root, report: join(root, "report.html"), everyMs: 5 });
});
afterAll(async () => {
  await live.close();
  await rm(root, { recursive: true });
});

async function ask(path: string, { method = "GET", host = "localhost", url = live.url } = {}) {
  const { port } = new URL(url);
  const asked = request({ port, host: "127.0.0.1", path, method, headers: { host } }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return answer;
}

/** Reads a stream of events until a text is there. */
async function readUntil(stream: IncomingMessage, wanted: string): Promise<string> {
  let text = "";
  for await (const part of stream.iterator({ destroyOnReturn: false })) {
    text += String(part);
    if (text.includes(wanted)) break;
  }
  return text;
}

const progress = (done: number) => ({ phase: "training", done, total: 9, left: "" });

describe("the live page's server", () => {
  test("sends what is known at once, and then only the parts that changed", async () => {
    live.show("about", { title: "FCDD\non parts", folder: "out" });
    live.show("progress", progress(1));
    const stream = await ask("/events");
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    const first = await readUntil(stream, '"done":1');
    expect(first).toContain('event: about\ndata: {"title":"FCDD\\non parts","folder":"out"}\n\n');
    live.show("progress", progress(2));
    expect(await readUntil(stream, '"done":2')).toBe(
      'event: progress\ndata: {"phase":"training","done":2,"total":9,"left":""}\n\n',
    );
    stream.destroy();
  });

  test("keeps nothing for a browser that does not read, and tells it the newest state later", async () => {
    const { port } = new URL(live.url);
    const socket = connect(Number(port), "127.0.0.1").pause();
    socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "connect");
    const text = "x".repeat(1 << 20);
    for (let i = 10; i < 40; i++) {
      live.show("said", [{ text: `${text}${i}`, kind: "told" }]); // 30 MB in all
      await new Promise((resolve) => setTimeout(resolve, 6));
    }
    expect(socket.bytesRead).toBeLessThan(2 * text.length); // what the socket itself takes
    let [bytes, end] = [0, ""];
    socket.on("data", (part: Buffer) => {
      bytes += part.length;
      end = (end + part.toString("latin1")).slice(-100);
    });
    socket.resume();
    while (!end.includes("x39")) await once(socket, "data");
    expect(bytes).toBeLessThan(15 * text.length); // most of the states were never sent
    socket.destroy();
  });

  test.each([
    { path: "/", status: 200 },
    { path: "/report.html", status: 404 }, // not written yet
    { path: "/../secret", status: 404 },
    { path: "//", status: 500 }, // no address at all
    { path: "/events", status: 403, host: "evil.example" },
    { path: "/report.html", status: 403, host: "evil.example" },
    { path: "/events", status: 405, method: "POST" },
  ])("answers $status to $path", async ({ path, status, ...options }) => {
    const answer = await ask(path, options);
    answer.resume();
    expect(answer.statusCode).toBe(status);
  });

  test("gives the report once it is written", async () => {
    await writeFile(join(root, "report.html"), "the report");
    expect(await readUntil(await ask("/report.html"), "report")).toBe("the report");
  });

  test("tells the last state when it is closed, and ends", async () => {
    const other = await serveLive({ page: root, everyMs: 60_000 });
    const stream = await ask("/events", { url: other.url });
    other.show("end", { how: "failed", text: "no room" });
    const read = readUntil(stream, "nothing that comes");
    await other.close();
    expect(await read).toContain('event: end\ndata: {"how":"failed","text":"no room"}');
  });
});
