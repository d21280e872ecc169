import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setImmediate } from "node:timers/promises";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { tree } from "../test/tree.ts";
import { loadSamples } from "./loadSamples.ts";

/** Images of 16 x 16 px, each of its own grey; every third anomalous, with a mask. */
async function greys(n: number) {
  const size = { height: 16, width: 16 };
  const root = await tree({
    ...Object.fromEntries(
      Array.from({ length: n }, (_, i) => [`s${i}.png`, { ...size, level: i }]),
    ),
    "mask.png": { ...size, level: 255 },
  });
  const samples = Array.from({ length: n }, (_, i) =>
    i % 3 === 0 ? { defectTypes: ["crack"], mask: "mask.png" } : {},
  );
  return manifestOf(samples, { root });
}

describe("loadSamples", () => {
  test("reads every sample with its mask, in order, at the size asked for", async () => {
    const manifest = await greys(20);
    let i = 0;
    for await (const { sample, image, mask } of loadSamples(manifest, { height: 4, width: 5 })) {
      expect(sample).toBe(manifest.samples[i]);
      expect([image.height, image.width, image.data[0]]).toEqual([4, 5, i]);
      expect(mask?.data.length).toBe(i % 3 === 0 ? 20 : undefined);
      i++;
    }
    expect(i).toBe(20);
  });

  test("reads what a sampler draws, again and again, without masks", async () => {
    const { samples, ...manifest } = await greys(3);
    const drawn = [0, 2, 2, 1, 0];
    const read: number[] = [];
    function* sampler() {
      for (let at = 0; ; at++) yield samples[drawn[at % drawn.length]];
    }
    for await (const { image, mask } of loadSamples(
      { ...manifest, samples },
      { samples: sampler(), masks: false },
    )) {
      expect(mask).toBeNull();
      if (read.push(image.data[0]) === 7) break;
    }
    expect(read).toEqual([0, 2, 2, 1, 0, 0, 2]);
  });

  test("ends at the file that cannot be read and names it", async () => {
    const manifest = await greys(12);
    await rm(join(manifest.root, "s5.png"));
    await writeFile(join(manifest.root, "s7.png"), "");
    const read: string[] = [];
    const loop = (async () => {
      for await (const { sample } of loadSamples(manifest)) read.push(sample.id);
    })();
    await expect(loop).rejects.toThrow(
      `readImage: expected an image at ${join(manifest.root, "s5.png")}, got no such file`,
    );
    expect(read).toEqual(["s0", "s1", "s2", "s3", "s4"]);
  });

  test("goes on reading while this thread is busy", async () => {
    const manifest = await greys(8);
    const large = sharp({ create: { width: 600, height: 600, channels: 3, background: "#123" } });
    for (const { image } of manifest.samples) await large.toFile(join(manifest.root, image));
    const samples = loadSamples(manifest, { masks: false, ahead: 6 });
    await samples.next();
    for (let turn = 0; turn < 50; turn++) await setImmediate(); // until all files are at hand
    const until = performance.now() + 300;
    while (performance.now() < until); // a training step

    let ready = 0;
    const rest = (async () => {
      for await (const _ of samples) if (++ready === 6) break;
    })();
    for (let turn = 0; turn < 10; turn++) await setImmediate(); // no time to read anything
    expect(ready).toBeGreaterThanOrEqual(4); // the last one's file may not have been at hand
    await rest;
  });

  test.skipIf(process.platform === "win32")(
    "ends on Ctrl-C through a signal, and the process with it (needs POSIX signals)",
    async () => {
      const { root } = await greys(1);
      await writeFile(
        join(root, "script.mts"),
        `
        import { loadSamples } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "loadSamples.ts")).href)};
        const sample = { id: "s", category: "c", split: "train", label: 0, defectTypes: [], image: "s0.png", mask: null };
        function* forever() { while (true) yield sample; }
        const stop = new AbortController();
        process.once("SIGINT", () => stop.abort(new Error("stopped by hand")));
        let read = 0;
        try {
          const manifest = { name: "", root: ${JSON.stringify(root)}, layout: "", defectTypes: [], categories: ["c"], samples: [] };
          for await (const _ of loadSamples(manifest, { samples: forever(), signal: stop.signal }))
            if (++read === 50) console.log("reading");
        } catch (error) {
          console.log(error.message);
        }`,
      );
      const flags = ["--import", "tsx", "--conditions", "@flawlens/source"];
      const child = spawn(process.execPath, [...flags, join(root, "script.mts")], {
        cwd: import.meta.dirname,
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      child.stdout.on("data", (text: Buffer) => {
        said += text;
        if (text.includes("reading")) child.kill("SIGINT");
      });
      const [code] = await once(child, "exit");
      expect([code, said]).toEqual([0, "reading\nstopped by hand\n"]);
    },
  );
});
