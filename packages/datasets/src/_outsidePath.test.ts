import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { photo, tree } from "../test/tree.ts";
import { loadDataset } from "./loadDataset.ts";

/** A folder with `secret.png`, and one with a link to it, `l.png`, and one to its folder, `l`. */
async function linked(files: Record<string, string>) {
  const store = await tree({ "secret.png": photo(1) });
  const root = await tree({ "1.png": photo(2), ...files });
  await mkdir(join(root, "nut"), { recursive: true });
  await symlink(join(store, "secret.png"), join(root, "nut/l.png"));
  await symlink(store, join(root, "l"));
  return root;
}

const manifest = (image: string) =>
  JSON.stringify({
    name: "nut",
    root: ".",
    layout: "mine",
    defectTypes: [],
    categories: ["nut"],
    samples: [{ id: "1", category: "nut", split: "train", label: 0, defectTypes: [], image, mask: null }],
  }); // prettier-ignore

describe("links to files elsewhere", () => {
  test.each<{ of: string; files: Record<string, string>; at: string }>([
    { of: "a list", files: { "a.csv": "image,label\nnut/l.png,0\n" }, at: "a.csv" },
    { of: "a list, by a folder", files: { "a.csv": "image,label\nl/secret.png,0\n" }, at: "a.csv" },
    { of: "a list of masks", files: { "a.csv": "image,mask\n1.png,nut/l.png\n" }, at: "a.csv" },
    { of: "VisA", files: { "nut/image_anno.csv": "image,label,mask\nnut/l.png,normal,\n" }, at: "" },
    { of: "a manifest", files: { "manifest.json": manifest("nut/l.png") }, at: "" },
  ])("are refused where $of names them, and read where that is allowed", async ({ files, at }) => {
    const root = await linked(files);
    const failed = loadDataset(join(root, at));
    await expect(failed).rejects.toThrow(/which is a link to a file elsewhere; .*allowOutside/);
    const { samples } = await loadDataset(join(root, at), { allowOutside: true });
    expect(samples).toHaveLength(1);
  }); // prettier-ignore

  test("are read where a folder holds them: nobody but the user put them there", async () => {
    const store = await tree({ "1.png": photo(1) });
    const root = await tree({ "crack/1.png": photo(2) });
    await symlink(store, join(root, "good"));
    const { samples } = await loadDataset(root);
    expect(samples.map(({ image }) => image)).toEqual(["crack/1.png", "good/1.png"]);
  });

  test("are followed inside the folder", async () => {
    const root = await tree({ "1.png": photo(1), "a.csv": "image,label\nl.png,0\n" });
    await symlink(join(root, "1.png"), join(root, "l.png"));
    expect((await loadDataset(join(root, "a.csv"))).samples).toHaveLength(1);
  });
});
