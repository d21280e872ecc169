import { expect, test, vi } from "vitest";

const load = vi.hoisted(() => vi.fn<() => void>());
vi.mock("sharp", async (original) => {
  load();
  return original();
});

test("sharp is loaded with the first image, not with the package, and where it cannot be, no file is blamed", async () => {
  const { decodeImage } = await import("../src/index.ts");
  expect(load).not.toHaveBeenCalled();
  load.mockImplementationOnce(() => {
    throw new Error("Could not load the module");
  });
  await expect(decodeImage(pixel)).rejects.toThrow(
    /^decodeImage: expected to load sharp, which decodes images, got /,
  );
});

/** A GIF of one pixel. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==", "base64");
