import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readlink, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { startFakeHub } from "../../test/fakeHub.ts";
import type { FakeHub } from "../../test/fakeHub.ts";
import { downloadFromHub } from "./downloadFromHub.ts";
import type { HubOptions, HubProgress } from "./downloadFromHub.ts";

const first = "1".repeat(40);
const second = "2".repeat(40);
const weights = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));
const sha256 = createHash("sha256").update(weights).digest("hex");
const repo = "timm/tiny";
const file = "model.safetensors";

let hub: FakeHub;
let cacheDirectory: string;
let options: HubOptions;
beforeEach(async () => {
  hub = await startFakeHub({
    [repo]: {
      refs: { main: second, v1: first },
      files: { [file]: weights, "config.json": Buffer.from("{}"), "deep/er.bin": Buffer.from("x") },
      small: ["config.json"],
    },
    "me/secret": { refs: { main: first }, files: { [file]: weights }, token: "hf_right" },
  });
  cacheDirectory = await mkdtemp(join(tmpdir(), "hub-"));
  options = { endpoint: hub.endpoint, cacheDirectory, retryMs: 1 };
  vi.stubEnv("HF_TOKEN", undefined);
  vi.stubEnv("HF_HUB_OFFLINE", undefined);
  vi.stubEnv("HF_ENDPOINT", undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(cacheDirectory, { recursive: true });
});

/** Not `toEqual`, which takes a second for every comparison. */
const isWhole = async (path: string) => (await readFile(path)).equals(weights);
const folder = () => join(cacheDirectory, "models--timm--tiny");
const contentRequests = () =>
  hub.requests.filter((each) => each.startsWith("cdn") && !each.endsWith("bytes=0-0"));

describe("downloadFromHub", () => {
  test("puts a file where every program looks for it: blob, link and reference", async () => {
    const found = await downloadFromHub(repo, file, options);
    expect(found).toEqual({ path: join(folder(), "snapshots", second, file), commit: second });
    expect(await isWhole(found.path)).toBe(true);
    expect(await readlink(found.path)).toBe(join("..", "..", "blobs", sha256));
    expect(await readFile(join(folder(), "refs", "main"), "utf8")).toBe(second);
    expect(await readdir(join(folder(), "blobs"))).toEqual([sha256]);
  });

  test("links files in folders as deep as they are", async () => {
    const { path } = await downloadFromHub(repo, "deep/er.bin", options);
    expect(await readFile(path, "utf8")).toBe("x");
  });

  test("checks files that git keeps by git's own checksum", async () => {
    const { path } = await downloadFromHub(repo, "config.json", options);
    expect(await readFile(path, "utf8")).toBe("{}");
    const sha1 = createHash("sha1").update("blob 2\0{}").digest("hex");
    expect(await readdir(join(folder(), "blobs"))).toEqual([sha1]);
  });

  test("fetches content once: a second call asks for the revision alone, a pinned one for nothing", async () => {
    await downloadFromHub(repo, file, options);
    hub.requests.length = 0;
    await downloadFromHub(repo, file, options);
    expect(hub.requests).toEqual([`GET /api/models/${repo}/revision/main`]);
    hub.requests.length = 0;
    const { path } = await downloadFromHub(repo, file, { ...options, revision: second });
    expect(hub.requests).toEqual([]);
    expect(await isWhole(path)).toBe(true);
  });

  test("shares content between revisions", async () => {
    await downloadFromHub(repo, file, options);
    hub.requests.length = 0;
    const { commit, path } = await downloadFromHub(repo, file, { ...options, revision: "v1" });
    expect(commit).toBe(first);
    expect(await isWhole(path)).toBe(true);
    expect(contentRequests()).toEqual([]);
  });

  test("tells its progress, from nothing to all", async () => {
    const told: HubProgress[] = [];
    await downloadFromHub(repo, file, { ...options, onProgress: (each) => told.push(each) });
    expect(told[0]).toEqual({ repo, file, loaded: 0, total: 300_000 });
    expect(told.at(-1)).toEqual({ repo, file, loaded: 300_000, total: 300_000 });
    const loaded = told.map((each) => each.loaded);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  test("takes a cut connection up again where it was cut", async () => {
    hub.faults.cutAfter = [100_000, 50_000];
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
    const starts = contentRequests().map((each) => Number(/bytes=(\d+)-/.exec(each)?.[1] ?? 0));
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1]);
  });

  test("goes on with what a killed program left", async () => {
    await mkdir(join(folder(), "blobs"), { recursive: true });
    const incomplete = join(folder(), "blobs", `${sha256}.incomplete`);
    await writeFile(incomplete, weights.subarray(0, 123_456));
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
    expect(contentRequests()).toEqual(["cdn GET bytes=123456-"]);
    expect(await readdir(join(folder(), "blobs"))).toEqual([sha256]);
  });

  test("starts again where the server knows no ranges", async () => {
    hub.faults.cutAfter = [100_000];
    hub.faults.ignoreRange = true;
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
  });

  test("tries again after 503 and 429, and gives up a connection that says nothing", async () => {
    hub.faults.status = [503, 429];
    hub.faults.stallAfter = [1000];
    const { path } = await downloadFromHub(repo, file, { ...options, stallMs: 200 });
    expect(await isWhole(path)).toBe(true);
    expect(contentRequests()).toHaveLength(4);
  });

  test("gives up after five attempts that bring nothing, and keeps what there is", async () => {
    hub.faults.cutAfter = [100_000];
    hub.faults.status = [];
    const failing = downloadFromHub(repo, file, {
      ...options,
      onProgress: ({ loaded }) => {
        if (loaded > 0) hub.faults.status = Array.from({ length: 9 }, () => 503);
      },
    });
    await expect(failing).rejects.toThrow(
      /^downloadFromHub: timm\/tiny\/model\.safetensors at main: expected 300000 bytes, got \d+ after 5 attempts that brought nothing new: expected the content, got 503; the next call goes on from there$/,
    );
    hub.faults.status = [];
    hub.requests.length = 0;
    await downloadFromHub(repo, file, options);
    expect(contentRequests()[0]).toMatch(/^cdn GET bytes=[1-9]\d*-$/);
  });

  test("refuses damaged content, keeps none of it, and does better the next time", async () => {
    hub.faults.damage = true;
    await expect(downloadFromHub(repo, file, options)).rejects.toThrow(
      `expected content of checksum ${sha256}, got `,
    );
    expect(await readdir(join(folder(), "blobs"))).toEqual([]);
    hub.faults.damage = false;
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
  });

  test("asks with the token, and never tells it to the server of the content", async () => {
    const token = "hf_right";
    const { path } = await downloadFromHub("me/secret", file, { ...options, token });
    expect(await isWhole(path)).toBe(true);
    expect(hub.leaked).toEqual([]);
    vi.stubEnv("HF_TOKEN", token);
    await rm(join(cacheDirectory, "models--me--secret"), { recursive: true });
    await downloadFromHub("me/secret", file, options);
  });

  test.each([
    { repo: "me/secret", message: "expected access, got 401: me/secret is private, gated or does not exist; for a gated model accept its licence at http" }, // prettier-ignore
    { repo: "me/nothing", message: "expected access, got 401: me/nothing is private, gated or does not exist; for a gated model accept its licence at http" }, // prettier-ignore
    { repo, revision: "v9", message: "expected the file, got 404: no such repository or revision" },
    { repo, file: "other.bin", message: "expected a file, got a repository without it" },
  ])("says: $message", async ({ repo: name, file: path = file, revision = "main", message }) => {
    await expect(downloadFromHub(name, path, { ...options, revision })).rejects.toThrow(
      `downloadFromHub: ${name}/${path} at ${revision}: ${message}`,
    );
  });

  test.each([401, 403])(
    "tells at once what to do where the repository answers and the file gives %i",
    async (status) => {
      hub.faults.resolveStatus = status;
      const access = `expected access, got ${status}: ${repo} is private, gated or does not exist; for a gated model accept its licence at ${hub.endpoint}/${repo}; `;
      const label = `downloadFromHub: ${repo}/${file} at main: `;
      await expect(downloadFromHub(repo, file, options)).rejects.toThrow(
        new Error(`${label}${access}set HF_TOKEN to a token that may read it`),
      );
      expect(hub.requests.filter((each) => each.includes("/resolve/"))).toHaveLength(1);
      await expect(downloadFromHub(repo, file, { ...options, token: "hf_mine" })).rejects.toThrow(
        new Error(
          `${label}${access}the token that was sent is not valid or may not read it: set HF_TOKEN to one that may`,
        ),
      );
    },
  );

  test("tells access that the content's server denies at once, and asks once", async () => {
    hub.faults.status = [403];
    await expect(downloadFromHub(repo, file, options)).rejects.toThrow("expected access, got 403");
    expect(contentRequests()).toHaveLength(1);
  });

  test.each(["revision", "paths-info", "resolve"])(
    "does not wait without end for a Hub that does not answer %s, and uses the cache",
    async (silent) => {
      hub.faults.silent = silent;
      const short = { ...options, stallMs: 50 };
      await expect(downloadFromHub(repo, file, short)).rejects.toThrow("in 50 ms");
      hub.faults.silent = undefined;
      const { path } = await downloadFromHub(repo, file, options);
      hub.faults.silent = silent;
      expect((await downloadFromHub(repo, file, short)).path).toBe(path);
    },
  );

  test("has the token in no error, not even in what is behind it", async () => {
    const token = "hf_hidden";
    for (const status of [401, 403, 500]) {
      hub.faults.resolveStatus = status;
      hub.faults.echo = true; // the server quotes what it got
      const failing = downloadFromHub(repo, file, { ...options, token });
      const error: unknown = await failing.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 9 })).not.toContain(token);
    }
  });

  test("fetches once what two ask for at the same time", async () => {
    const found = await Promise.all([1, 2, 3].map(() => downloadFromHub(repo, file, options)));
    for (const { path } of found) expect(await isWhole(path)).toBe(true);
    expect(contentRequests()).toEqual(["cdn GET whole"]);
    expect(await readdir(join(folder(), "blobs"))).toEqual([sha256]);
  });

  test("does not try again where the folder, not the connection, is to blame", async () => {
    const blobs = join(folder(), "blobs");
    await mkdir(join(blobs, `${sha256}.incomplete`), { recursive: true }); // a folder in its place
    await expect(downloadFromHub(repo, file, options)).rejects.toThrow(/EISDIR/);
    expect(contentRequests()).toEqual([]);
  });

  test("offline uses the cache and asks nobody", async () => {
    await downloadFromHub(repo, file, options);
    hub.requests.length = 0;
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
    await expect(downloadFromHub(repo, file, { ...options, revision: "v1" })).rejects.toThrow(
      `at v1: expected it in the cache, as this is offline; the cache has main, ${second} of the repository`,
    );
    await expect(downloadFromHub("a/b", file, options)).rejects.toThrow(
      "the cache has nothing of the repository",
    );
    expect(hub.requests).toEqual([]);
  });

  test("uses the cache where nobody answers, and says what to do where it is empty", async () => {
    const { path } = await downloadFromHub(repo, file, options);
    await hub.close();
    expect((await downloadFromHub(repo, file, options)).path).toBe(path);
    await expect(downloadFromHub(repo, "config.json", options)).rejects.toThrow(
      /expected an answer of the Hub, got none \(.*\); set HF_ENDPOINT to a mirror, or load a local file with readParams; the cache has main, 2{40} of the repository$/,
    );
  });

  test("asks the mirror that HF_ENDPOINT names", async () => {
    vi.stubEnv("HF_ENDPOINT", `${hub.endpoint}/`);
    const { commit } = await downloadFromHub(repo, file, { cacheDirectory });
    expect(commit).toBe(second);
  });

  test("looks where HF_HUB_CACHE says", async () => {
    vi.stubEnv("HF_HUB_CACHE", cacheDirectory);
    const { path } = await downloadFromHub(repo, file, { endpoint: hub.endpoint });
    expect(path.startsWith(cacheDirectory)).toBe(true);
  });

  test("stops when told to, and goes on from there the next time", async () => {
    const stop = new AbortController();
    hub.faults.stallAfter = [100_000];
    const failing = downloadFromHub(repo, file, {
      ...options,
      signal: stop.signal,
      onProgress: ({ loaded }) => loaded > 0 && stop.abort(new Error("enough")),
    });
    await expect(failing).rejects.toThrow("enough");
    const { path } = await downloadFromHub(repo, file, options);
    expect(await isWhole(path)).toBe(true);
    expect(contentRequests().at(-1)).toMatch(/^cdn GET bytes=[1-9]\d*-$/);
  });

  test.each([
    { of: "a repository", given: ["../x", file, "main"] },
    { of: "a repository", given: ["a/b/c", file, "main"] },
    { of: "a file", given: [repo, "../../etc/passwd", "main"] },
    { of: "a file", given: [repo, "/etc/passwd", "main"] },
    { of: "a branch", given: [repo, file, "../main"] },
  ] as const)("refuses $given, which is no name of $of", async ({ of, given }) => {
    const [name, path, revision] = given;
    await expect(downloadFromHub(name, path, { ...options, revision })).rejects.toThrow(
      new RegExp(`^downloadFromHub: expected ${of}.*, got `),
    );
    expect(hub.requests).toEqual([]);
  });
});
