import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A repository as the Hub has it. */
export interface FakeRepo {
  /** Branches and tags. */
  refs: Record<string, string>;
  files: Record<string, Buffer>;
  /** The token that requests must have; default none. */
  token?: string;
  /** Files kept by git itself, not as large ones. */
  small?: string[];
}

/** What goes wrong, each once for every entry. */
export interface Faults {
  /** The connection to the content is cut after so many bytes. */
  cutAfter: number[];
  /** The content is answered by this status. */
  status: number[];
  /** The content is sent whole although a part was asked for. */
  ignoreRange: boolean;
  /** One byte of the content is changed. */
  damage: boolean;
  /** Nothing more is sent after so many bytes, and the connection is kept open. */
  stallAfter: number[];
  /** The address of a file is answered by this status, always. */
  resolveStatus?: number;
  /** The kind of request that is never answered: `revision`, `paths-info` or `resolve`. */
  silent?: string;
  /** Failures quote the token that was sent. */
  echo?: boolean;
}

export interface FakeHub {
  endpoint: string;
  repos: Record<string, FakeRepo>;
  faults: Faults;
  /** Method and path of all that was asked, with the range; the second server's begin with "cdn". */
  requests: string[];
  /** The `Authorization` that reached the server of the content. */
  leaked: string[];
  close(): Promise<void>;
}

/**
 * A server on loopback that answers as the Hugging Face Hub does: information on revisions and
 * paths, and `resolve` addresses that redirect to a second server, the content's, which knows
 * ranges and ETags. 401 for what is private or does not exist, 404 with `X-Error-Code` else.
 */
export async function startFakeHub(repos: Record<string, FakeRepo>): Promise<FakeHub> {
  const faults: Faults = { cutAfter: [], status: [], ignoreRange: false, damage: false, stallAfter: [] }; // prettier-ignore
  const requests: string[] = [];
  const leaked: string[] = [];
  const contents = new Map<string, Buffer>();

  const content = createServer((request, response) => {
    requests.push(`cdn ${request.method} ${request.headers.range ?? "whole"}`);
    if (request.headers.authorization) leaked.push(request.headers.authorization);
    const bytes = contents.get((request.url ?? "").slice(1));
    if (!bytes) return void response.writeHead(403).end();
    sendContent(request, response, bytes, faults);
  });
  const cdn = await listen(content);

  const hub = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.split("?")[0]}`);
    const [path] = (request.url ?? "").split("?");
    const match =
      /^\/api\/models\/([^/]+\/[^/]+)\/(revision|paths-info)\/([^/]+)$/.exec(path) ??
      /^\/([^/]+\/[^/]+)\/(resolve)\/([^/]+)\/(.+)$/.exec(path);
    const [, name, what, encoded, file = ""] = match ?? [];
    const repo = match && Object.hasOwn(repos, name) ? repos[name] : undefined;
    const token = request.headers.authorization?.replace("Bearer ", "");
    if (what === faults.silent) return;
    if (what === "resolve" && faults.resolveStatus)
      return fail(response, faults.resolveStatus, "GatedRepo", `No access${faults.echo ? ` for ${token}` : ""}.`); // prettier-ignore
    if (!repo || (repo.token && repo.token !== token))
      return fail(response, 401, "RepoNotFound", "Invalid username or password.");
    const revision = decodeURIComponent(encoded);
    const commit = repo.refs[revision] ?? Object.values(repo.refs).find((sha) => sha === revision);
    if (!commit) return fail(response, 404, "RevisionNotFound", `Invalid rev id: ${revision}`);
    if (what === "revision")
      return json(response, { _id: "1", id: name, sha: commit, private: Boolean(repo.token) });
    if (what === "paths-info") return void listPaths(request, response, repo, commit);
    const bytes = Object.hasOwn(repo.files, file) ? repo.files[file] : undefined;
    if (!bytes) return fail(response, 404, "EntryNotFound", "Entry not found");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    contents.set(sha256, bytes);
    response.writeHead(302, {
      Location: `${cdn}/${sha256}`,
      "X-Repo-Commit": commit,
      "X-Linked-ETag": `"${sha256}"`,
      "X-Linked-Size": bytes.length,
    });
    response.end();
  });
  const endpoint = await listen(hub);
  return {
    endpoint,
    repos,
    faults,
    requests,
    leaked,
    close: async () => {
      await Promise.all([hub, content].map(stop));
    },
  };
}

async function listPaths(
  request: IncomingMessage,
  response: ServerResponse,
  repo: FakeRepo,
  commit: string,
): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { paths } = JSON.parse(body) as { paths: string[] };
  const infos = paths
    .filter((path) => Object.hasOwn(repo.files, path))
    .map((path) => {
      const bytes = repo.files[path];
      const sha1 = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
      const oid = createHash("sha256").update(bytes).digest("hex");
      const lfs = repo.small?.includes(path)
        ? {}
        : { lfs: { oid, size: bytes.length, pointerSize: 134 } };
      const lastCommit = { id: commit, title: "Add", date: "2024-01-01T00:00:00.000Z" };
      return { type: "file", path, oid: sha1, size: bytes.length, ...lfs, lastCommit };
    });
  json(response, infos);
}

function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  original: Buffer,
  faults: Faults,
): void {
  const probe = request.headers.range === "bytes=0-0";
  const status = probe ? undefined : faults.status.shift();
  if (status) return void response.writeHead(status).end();
  const bytes = Buffer.from(original);
  if (faults.damage) bytes[bytes.length >> 1] ^= 1;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const etag = createHash("sha256").update(original).digest("hex");
  const headers = { ETag: `"${etag}"`, "Accept-Ranges": "bytes" };
  let part = bytes;
  if (range && (probe || !faults.ignoreRange)) {
    const start = Number(range[1]);
    const end = Math.min(bytes.length - 1, range[2] ? Number(range[2]) : Infinity);
    if (start >= bytes.length)
      return void response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
    part = bytes.subarray(start, end + 1);
    response.writeHead(206, {
      ...headers,
      "Content-Length": part.length,
      "Content-Range": `bytes ${start}-${end}/${bytes.length}`,
    });
  } else response.writeHead(200, { ...headers, "Content-Length": bytes.length });
  if (probe) return void response.end(part);
  const stall = faults.stallAfter.shift();
  if (stall !== undefined) return void response.write(part.subarray(0, stall));
  const cut = faults.cutAfter.shift();
  if (cut === undefined) return void response.end(part);
  response.write(part.subarray(0, cut), () => response.destroy());
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, code: string, error: string): void {
  response.writeHead(status, { "Content-Type": "application/json", "X-Error-Code": code });
  response.end(JSON.stringify({ error }));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
