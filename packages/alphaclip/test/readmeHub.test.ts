import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as Backbones from "@flawlens/backbones";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { startFakeHub } from "../../backbones/test/fakeHub.ts";
import type { FakeHub } from "../../backbones/test/fakeHub.ts";
import "./cpu.ts";
import { greyTiff } from "./tiff.ts";
import { tinyClipFiles } from "./tinyClipFiles.ts";

/** A tiny model in the place of ViT-B/16: the example is the same. */
vi.mock("@flawlens/backbones", async (original) => ({
  ...(await original<typeof Backbones>()),
  clipVitB16: (await import("./tiny.ts")).tinyClip,
}));

let folder: string;
let hub: FakeHub;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readme-hub-"));
  const refs = { main: "3".repeat(40) };
  const { model, merges } = await tinyClipFiles();
  hub = await startFakeHub({
    "openai/clip-vit-base-patch16": { refs, files: { "model.safetensors": model } },
    "openai/clip-vit-base-patch32": { refs, files: { "merges.txt": merges } },
  });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HOME", join(folder, "cache"));
  for (const file of ["wood/test/scratch/000.png", "wood/ground_truth/scratch/000_mask.png"]) {
    const pixels = Uint8Array.from({ length: 400 }, (_, i) => (i > 200 && i < 280 ? 255 : 0));
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), greyTiff(pixels, 20, 20));
  }
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  vi.unstubAllEnvs();
  await hub.close();
  await rm(folder, { recursive: true });
});

describe("the README's example with weights of the Hub", () => {
  test("is this very file", async () => {
    const [page, file] = await Promise.all(
      ["../README.md", "./readmeHub.ts"].map((path) =>
        readFile(new URL(path, import.meta.url), "utf8"),
      ),
    );
    expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
  });

  test("downloads, reads and describes (a tiny model, from a Hub on this machine)", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("./readmeHub.ts");
    expect(log).toHaveBeenCalledWith(
      expect.stringMatching(/^(scratch|hole) in wood$/),
      expect.any(Number),
    );
    log.mockRestore();
    expect(hub.requests.some((request) => request.includes("clip-vit-base-patch16"))).toBe(true);
  });
});
