import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAlphaClip, readDescriber } from "@flawlens/alphaclip";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { png } from "../../test/images.ts";
import { sizeModel } from "../../../alphaclip/test/sizeModel.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { describeImage } from "./describeImage.ts";

vi.mock(import("@flawlens/alphaclip"), async (load) => ({
  ...(await load()),
  readDescriber: vi.fn(),
  createAlphaClip: vi.fn(),
}));
vi.mock("@flawlens/tfjs-backend-ort", () => ({ useEngine: () => Promise.resolve() }));

type Options = Partial<Parameters<typeof describeImage>[0]>;

/** Describes a region of an image of 16 x 16 px, where candidates are the text of their file. */
async function described({ candidates, ...options }: Options) {
  const folder = await temporaryFolder();
  const image = join(folder, "image.png");
  await writeFile(image, await png());
  const file = join(folder, "candidates.txt");
  if (candidates !== undefined) await writeFile(file, candidates);
  const lines = candidates === undefined ? undefined : file;
  const ranking = await describeImage({ model: "m", image, candidates: lines, ...options });
  return ranking.map(({ description, score }) => [description, Number(score.toFixed(6))]);
}

describe("describeImage", () => {
  beforeEach(() => {
    const descriptions = ["small", "large"].map((description) => ({ description }));
    vi.mocked(readDescriber)
      .mockReset()
      .mockResolvedValue({ descriptions } as never);
    vi.mocked(createAlphaClip).mockReturnValue(sizeModel);
  });

  test("ranks what the model was trained on for the pixels of a box", async () => {
    const box = (side: number) => ({ box: { x: 1, y: 2, width: side, height: side } });
    expect(await described(box(3))).toEqual([["small", 0.8], ["large", 0.6]]); // prettier-ignore
    expect(await described(box(4))).toEqual([["large", 0.8], ["small", 0.6]]); // prettier-ignore
  });

  test("takes the white pixels of a mask", async () => {
    const mask = join(await temporaryFolder(), "mask.png");
    await writeFile(mask, await png(255));
    expect((await described({ mask }))[0]).toEqual(["large", 0.8]);
  });

  test("chooses among the lines of a file instead, each once and without empty ones", async () => {
    const box = { x: 0, y: 0, width: 1, height: 1 };
    const candidates = "other\n\n  small \r\nother\n";
    expect(await described({ box, candidates })).toEqual([["small", 0.8], ["other", 0]]); // prettier-ignore
  });

  test.each([
    { of: "no place", options: {}, got: "none" },
    { of: "two places", options: { mask: "m.png", point: { x: 1, y: 1 } }, got: "--mask and --point" }, // prettier-ignore
  ])("refuses $of before anything is read", async ({ options, got }) => {
    await expect(described(options)).rejects.toThrow(
      `expected one of --mask FILE, --box x,y,width,height and --point x,y, got ${got}`,
    );
    expect(readDescriber).not.toHaveBeenCalled();
  });

  test("refuses a file without candidates before the model is read", async () => {
    const box = { x: 0, y: 0, width: 1, height: 1 };
    await expect(described({ box, candidates: " \n\n" })).rejects.toThrow(
      /expected candidate descriptions in .*candidates\.txt, one a line, got none/,
    );
    expect(readDescriber).not.toHaveBeenCalled();
  });
});
