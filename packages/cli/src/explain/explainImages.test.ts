import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createAlphaClip, readDescriber } from "@flawlens/alphaclip";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { sizeModel } from "../../../alphaclip/test/sizeModel.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { explainImages } from "./explainImages.ts";

vi.mock(import("@flawlens/alphaclip"), async (load) => ({
  ...(await load()),
  readDescriber: vi.fn(),
  createAlphaClip: vi.fn(),
}));
vi.mock("@flawlens/tfjs-backend-ort", () => ({ useEngine: () => Promise.resolve() }));

const folder = sharedFolder();
const at = (name: string) => join(folder(), name);
beforeAll(async () => {
  const descriptions = ["small", "large"].map((description) => ({ description }));
  vi.mocked(readDescriber).mockResolvedValue({ descriptions } as never);
  vi.mocked(createAlphaClip).mockReturnValue(sizeModel);
  await writeTinyModel(at("detector.onnx"));
  await writeFile(at("model.safetensors"), "");
  await writeColours(at("photos"), { "1.png": [0, 0, 0], "2.png": [200, 0, 0] });
});

async function explained(
  images: string[],
  options: { out: string; json?: boolean; minPixels?: number },
) {
  const [stdout, stderr] = [recorder(), recorder()];
  const terminal = createTerminal({ stdout, stderr });
  const files = { detector: at("detector.onnx"), model: at("model.safetensors") };
  const { signal } = new AbortController();
  const context = { terminal, stdin: Readable.from([]) };
  const code = await explainImages(context, { images, ...files, ...options }, signal);
  return { code, stdout, stderr };
}

describe("explainImages", () => {
  test("says of each anomalous image where its regions are and what they look like", async () => {
    const out = at("out");
    const { code, stdout } = await explained([at("photos")], { out });
    expect(code).toBe(0);
    // The second image, 16 x 8 px, is as red everywhere: one region.
    const lines = stdout.lines().map((line) => line.replace(at("photos/"), ""));
    expect(lines).toEqual([
      "1.png  normal  0 (threshold 80)",
      "2.png  anomalous  200 (threshold 80)  red",
      "  1. large (0.80) at x 0, y 0, 16 x 8 px, 128 pixels",
    ]);
    expect((await readdir(join(out, "photos"))).toSorted()).toEqual(["1.png", "2.png"]);
    expect((await readFile(join(out, "explain.html"), "utf8")).match(/<figure/g)).toHaveLength(2);
  });

  test("as JSON has boxes, areas and descriptions, and goes on after what cannot be read", async () => {
    const damaged = at("damaged.png");
    await writeFile(damaged, "no image");
    const { code, stdout, stderr } = await explained([damaged, at("photos/2.png")], { out: at("json"), json: true }); // prettier-ignore
    expect(code).toBe(1);
    const [first, second] = JSON.parse(stdout.text()) as { path: string; regions: unknown }[];
    expect(first).toMatchObject({ path: damaged, verdict: "undecided", regions: [] });
    expect(second.regions).toMatchObject([
      { x: 0, y: 0, width: 16, height: 8, area: 128, types: ["red"], descriptions: [{ description: "large" }, { description: "small" }] }, // prettier-ignore
    ]);
    expect(stderr.text()).toMatch(/1 anomalous, 0 normal, 1 undecided/);
  });

  test("gives the detector's explanation in the place of regions that are too small", async () => {
    const { stdout } = await explained([at("photos/2.png")], { out: at("small"), minPixels: 129 });
    expect(stdout.lines()[1]).toMatch(/^ {2}Anomalous: the score /);
    expect(stdout.lines()).toHaveLength(2);
  });
});
