import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { answer, headers, refusal, send, told } from "./_answer.ts";
import type { Answer, Asked } from "./_answer.ts";
import { checkBuilt } from "./_checkBuilt.ts";
import { listen } from "./_listen.ts";
import { livePage } from "./livePage.ts";
import type { LiveSections } from "./liveSections.ts";
import type { Serving } from "./serveInspector.ts";

/** How the live page is served. */
export interface ServeLiveOptions {
  /** Default: any that is free. */
  port?: number;
  /** The file that `/report.html` gives, once it is there. */
  report?: string;
  /** The folder of the built page; default that of this package. */
  page?: string;
  /** Least time between two messages to a browser; default 250. */
  everyMs?: number;
}

/** A live page that is served until it is closed. */
export interface LivePage extends Serving {
  /** Replaces a part of what the page shows. Nothing is waited for. */
  show<Name extends keyof LiveSections>(name: Name, section: LiveSections[Name]): void;
}

/** Browsers that can look at one time: more than a person has open. */
const mostClients = 16;

/**
 * Serves a page that follows a training run, on this machine alone (127.0.0.1). It keeps the newest state of each part
 * and no history, and sends a browser (server-sent events) the parts that changed since it was sent them, a few times
 * a second. A browser that does not take what it was sent gets nothing more until it has, so that memory is
 * bounded and the training never waits. Requests by another name than that of this machine are refused.
 *
 * @throws {Error} If the page is not built, or the port cannot be had.
 *
 * @example
 * const live = await serveLive();
 * live.show("progress", { phase: "training", done: 10, total: 900, left: "about 3 min left" });
 */
export async function serveLive({
  port = 0,
  report,
  page = livePage,
  everyMs = 250,
}: ServeLiveOptions = {}): Promise<LivePage> {
  await checkBuilt("serveLive", page);
  const sections = new Map<string, { json: () => string }>();
  /** Of each browser, the parts that it was sent. */
  const clients = new Map<ServerResponse, Map<string, unknown>>();

  const update = (client: ServerResponse, sent: Map<string, unknown>): void => {
    if (client.writableLength > 0) return; // it has not taken what it was sent
    const changed = [...sections].filter(([name, section]) => sent.get(name) !== section);
    for (const [name, section] of changed) sent.set(name, section);
    if (changed.length > 0)
      client.write(
        changed.map(([name, { json }]) => `event: ${name}\ndata: ${json()}\n\n`).join(""),
      );
  };
  const updateAll = (): void => {
    for (const [client, sent] of clients) update(client, sent);
  };
  const follow = (request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { ...headers, "Content-Type": "text/event-stream" });
    response.write("retry: 2000\n\n");
    clients.set(response, new Map());
    response.on("error", () => {}); // the browser was closed
    request.once("close", () => clients.delete(response));
    response.once("close", () => clients.delete(response));
  };

  const { port: actual, close } = await listen((request, response) => {
    const { method = "", url = "", headers: asking } = request;
    const asked = { method, url, host: asking.host };
    const refused = refusal(asked);
    if (pathOf(asked) !== "/events" || refused || method !== "GET")
      return send(response, answerLive(asked, { page, report }));
    if (clients.size >= mostClients)
      return send(response, Promise.resolve(told(503, "too many pages are open")));
    follow(request, response);
  }, port);
  const timer = setInterval(updateAll, everyMs);
  timer.unref();

  return {
    url: `http://127.0.0.1:${actual}/`,
    show(name, section) {
      let text: string | undefined;
      sections.set(name, { json: () => (text ??= JSON.stringify(section)) });
    },
    async close() {
      clearInterval(timer);
      updateAll();
      await Promise.all([...clients.keys()].map(ended));
      await close();
    },
  };
}

/** Ends a stream of events; a browser that does not take the last of it is not waited for. */
function ended(client: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 500);
    client.end(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function answerLive(
  asked: Asked,
  { page, report }: { page: string; report?: string },
): Promise<Answer> {
  if (refusal(asked) || pathOf(asked) !== "/report.html") return answer({ page }, asked);
  const body = report === undefined ? null : await readFile(report).catch(() => null);
  if (!body) return told(404, "there is no report yet");
  return {
    status: 200,
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
    body,
  };
}

function pathOf({ url }: Asked): string {
  return url.split("?", 1)[0]; // never throws, whatever was asked
}
