import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifest.ts";
import { photo, tree } from "../../test/tree.ts";
import { loadDataset } from "../loadDataset.ts";
import { saveManifest } from "../saveManifest.ts";
import { flawlensLayout, flawlensManifest } from "./flawlensManifest.ts";

describe("flawlensManifest", () => {
  test("reads the manifest in a folder, its root made absolute", async () => {
    const root = await tree({ "s0.png": photo(1) });
    const manifest = manifestOf([{}], { root });
    await saveManifest(`${root}/manifest.json`, manifest);
    const read = await flawlensManifest(root);
    expect(read.root).toBe(root);
    expect(read.samples).toEqual(manifest.samples);
    expect(await loadDataset(root)).toEqual(read);
  });

  test("knows its folders by manifest.json alone", async () => {
    expect(await flawlensLayout.detect(await tree({ "manifest.json": "{}" }))).toBe(true);
    expect(await flawlensLayout.detect(await tree({ "other.json": "{}" }))).toBe(false);
  });

  test("says what is wrong with a file of another kind", async () => {
    const root = await tree({ "manifest.json": "{}" });
    await expect(flawlensManifest(root)).rejects.toThrow(/readManifest: .*manifest\.json/s);
  });
});
