import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join } from "node:path";
import type { RunFiles } from "./openRunFiles.ts";

/** What is served: the built page, a run, and a file that describes regions. */
export interface Served {
  page: string;
  run?: RunFiles;
  describer?: string;
}

/** The parts of a request that count. */
export interface Asked {
  method: string;
  url: string;
  host?: string;
}

/** An HTTP answer. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

/** The answer to one request: a file of the page, or a part of the run. */
export async function answer(
  { page, run, describer }: Served,
  { method, url, host }: Asked,
): Promise<Answer> {
  const refused = refusal({ method, host });
  if (refused) return refused;
  const { pathname } = new URL(url, "http://127.0.0.1");
  if (pathname === "/v2/models") return ok(json, '{"models":[]}'); // as a server of detectors lists them
  if (pathname === "/describer.onnx") {
    const bytes = await (describer === undefined ? run?.describer() : readFile(describer));
    return bytes ? ok(binary, bytes) : none();
  }
  const found = pathname.startsWith("/run/")
    ? await partOf(run, pathname.slice("/run/".length))
    : await fileOf(page, pathname === "/" ? "/index.html" : pathname);
  return found ?? none();
}

/** Sends an answer; one that could not be made is an error of the server. */
export function send(response: ServerResponse, answered: Promise<Answer>): void {
  answered.then(
    ({ status, headers, body }) => response.writeHead(status, headers).end(body),
    () => response.writeHead(500).end("internal error"),
  );
}

/** The answer to a request that comes by another name than that of this machine, or wants to change something. */
export function refusal({ method, host }: Pick<Asked, "method" | "host">): Answer | null {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? ""))
    return told(403, "open this page as http://127.0.0.1 or http://localhost");
  if (method !== "GET" && method !== "HEAD") return told(405, "only GET");
  return null;
}

/** A file of the page: plain names, at most one folder deep. */
async function fileOf(page: string, pathname: string): Promise<Answer | null> {
  if (!/^(\/[\w-][\w.-]*){1,2}$/.test(pathname)) return null;
  const body = await readFile(join(page, pathname)).catch(() => null);
  return body && ok(typeOf(pathname), body);
}

async function partOf(run: RunFiles | undefined, part: string): Promise<Answer | null> {
  if (!run) return null;
  const [, kind, index] = /^(images|masks)\/(\d{1,9})$/.exec(part) ?? [];
  if (kind === "images") return imageOf(run, Number(index));
  if (kind === "masks") {
    const outline = await run.outline(Number(index)).catch(() => null);
    return outline && ok(json, JSON.stringify(outline));
  }
  if (part === "run.json")
    return ok(json, JSON.stringify({ name: run.name, manifest: run.manifest }));
  if (part === "results.json") return ok(json, (await run.results()) ?? "null");
  const bytes = part === "detector.onnx" ? await run.detector() : null;
  return bytes && ok(binary, bytes);
}

async function imageOf(run: RunFiles, index: number): Promise<Answer | null> {
  const path = await run.imagePath(index);
  const bytes = path === null ? null : await readFile(path).catch(() => null);
  return bytes && ok(typeOf(path as string), bytes);
}

const ok = (type: string, body: Uint8Array | string): Answer => ({
  status: 200,
  headers: { ...headers, "Content-Type": type },
  body,
});

/** An answer in words. */
export const told = (status: number, body: string): Answer => ({
  status,
  headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" },
  body,
});

const none = (): Answer => told(404, "there is nothing here");

/** The page says itself, in a meta element, what else it may do. */
export const headers = {
  "Content-Security-Policy": "frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
  // Both together let a page use WebAssembly with threads.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const json = "application/json";
const binary = "application/octet-stream";

/** What a file may be taken for: an image is an image, whatever it holds. */
function typeOf(path: string): string {
  return types[extname(path).toLowerCase()] ?? binary;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".bmp": "image/bmp",
  ".avif": "image/avif",
  ".tif": "image/tiff",
  ".tiff": "image/tiff",
};
