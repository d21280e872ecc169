import { describe, expect, test } from "vitest";
import type { Manifest, Sample } from "../src/manifest.ts";
import { anomalyDiffusion } from "../src/layouts/anomalyDiffusion.ts";
import { flatFolder } from "../src/layouts/flatFolder.ts";
import { folder } from "../src/layouts/folder.ts";
import { imageMaskPairs } from "../src/layouts/imageMaskPairs.ts";
import { kolektorSdd } from "../src/layouts/kolektorSdd.ts";
import { magneticTile } from "../src/layouts/magneticTile.ts";
import { mvtecAd } from "../src/layouts/mvtecAd.ts";
import { visa } from "../src/layouts/visa.ts";
import { imageTree, marks, photo, tree } from "./tree.ts";

/** Nothing but what is listed: a manifest without its root, whose name is random here. */
function whole({ root, name, ...rest }: Manifest): unknown {
  const samples = rest.samples.map(({ category, ...sample }) => ({
    ...sample,
    ...(category !== name && { category }),
  }));
  const text = JSON.stringify({
    ...rest,
    samples,
    ...(rest.categories[0] === name && { categories: [] }),
  });
  return JSON.parse(text.replaceAll(`${root}/`, ""));
}

/** A normal image on the training side without a mask, but for what is given. */
const sample = (of: Partial<Sample>) => ({
  split: "train",
  label: 0,
  defectTypes: [],
  mask: null,
  ...of,
});

const visaFiles = {
  "nut/image_anno.csv":
    "image,label,mask\n" +
    "nut/Data/Images/Normal/1.JPG,normal,\n" +
    "nut/Data/Images/Anomaly/2.JPG,bent,\n" +
    "nut/Data/Images/Anomaly/3.JPG,?,\n",
  "bolt/image_anno.csv": "image,label,mask\nbolt/1.JPG,normal,\n",
  "docs/x.txt": "",
};

describe("all that is said of a folder, by", () => {
  test("visa", async () => {
    const manifest = await visa(await tree(visaFiles));
    expect(whole(manifest)).toEqual({
      layout: "visa",
      defectTypes: ["bent"],
      categories: ["bolt", "nut"],
      samples: [
        sample({ id: "bolt/1", category: "bolt", image: "bolt/1.JPG" }),
        sample({ id: "nut/Normal/1", category: "nut", image: "nut/Data/Images/Normal/1.JPG" }),
        sample({
          id: "nut/Anomaly/2",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/Data/Images/Anomaly/2.JPG",
        }),
        sample({
          id: "nut/Anomaly/3",
          category: "nut",
          label: null,
          image: "nut/Data/Images/Anomaly/3.JPG",
        }),
      ],
      splits: "none",
      origin: {
        normal: 'rows of image_anno.csv with the label "normal"',
        types: "the labels of the other rows of image_anno.csv",
        masks: "the column mask of image_anno.csv; a pixel is anomalous unless it is 0",
      },
      warnings: [
        "visa: 1 anomalous images have no mask, the first nut/Data/Images/Anomaly/2.JPG",
        "visa: nobody says of 1 images whether they are normal, the first nut/Data/Images/Anomaly/3.JPG: they are neither trained on nor judged by",
        "visa: left out: docs",
      ],
      leftOut: [{ path: "docs", reason: "a folder without image_anno.csv" }],
    });
  });

  test("visa, one category of it", async () => {
    const manifest = await visa(await tree(visaFiles), { category: "nut" });
    expect(whole(manifest)).toEqual({
      layout: "visa",
      defectTypes: ["bent"],
      categories: ["nut"],
      samples: [
        sample({ id: "nut/Normal/1", category: "nut", image: "nut/Data/Images/Normal/1.JPG" }),
        sample({
          id: "nut/Anomaly/2",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/Data/Images/Anomaly/2.JPG",
        }),
        sample({
          id: "nut/Anomaly/3",
          category: "nut",
          label: null,
          image: "nut/Data/Images/Anomaly/3.JPG",
        }),
      ],
      splits: "none",
      origin: {
        normal: 'rows of image_anno.csv with the label "normal"',
        types: "the labels of the other rows of image_anno.csv",
        masks: "the column mask of image_anno.csv; a pixel is anomalous unless it is 0",
      },
      besides: ["bolt"],
      warnings: [
        "visa: 1 anomalous images have no mask, the first nut/Data/Images/Anomaly/2.JPG",
        "visa: nobody says of 1 images whether they are normal, the first nut/Data/Images/Anomaly/3.JPG: they are neither trained on nor judged by",
        "visa: left out: docs",
      ],
      leftOut: [{ path: "docs", reason: "a folder without image_anno.csv" }],
    });
  });

  test("one object of visa", async () => {
    const manifest = await visa(`${await tree(visaFiles)}/nut`);
    expect(whole(manifest)).toEqual({
      layout: "visa",
      defectTypes: ["bent"],
      categories: [],
      samples: [
        sample({ id: "nut/Normal/1", image: "Data/Images/Normal/1.JPG" }),
        sample({
          id: "nut/Anomaly/2",
          label: 1,
          defectTypes: ["bent"],
          image: "Data/Images/Anomaly/2.JPG",
        }),
        sample({ id: "nut/Anomaly/3", label: null, image: "Data/Images/Anomaly/3.JPG" }),
      ],
      splits: "none",
      origin: {
        normal: 'rows of image_anno.csv with the label "normal"',
        types: "the labels of the other rows of image_anno.csv",
        masks: "the column mask of image_anno.csv; a pixel is anomalous unless it is 0",
      },
      warnings: [
        "visa: 1 anomalous images have no mask, the first Data/Images/Anomaly/2.JPG",
        "visa: nobody says of 1 images whether they are normal, the first Data/Images/Anomaly/3.JPG: they are neither trained on nor judged by",
      ],
    });
  });

  test("anomalyDiffusion", async () => {
    const manifest = await anomalyDiffusion(
      await imageTree(
        ...["a.jpg", "b.jpg", "10.jpg", "9.jpg"].map((name) => `nut/bent/image/${name}`),
        "nut/bent/mask/9.jpg",
        "nut/cut/mask/0.jpg",
        "nut/cut/image/notes.txt",
        "nut/ori/0.jpg",
        "docs/a.jpg",
      ),
    );
    expect(whole(manifest)).toEqual({
      layout: "anomaly-diffusion",
      defectTypes: ["bent"],
      categories: ["nut"],
      samples: [
        sample({
          id: "nut/bent/9",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/bent/image/9.jpg",
          mask: "nut/bent/mask/9.jpg",
        }),
        sample({
          id: "nut/bent/10",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/bent/image/10.jpg",
        }),
        sample({
          id: "nut/bent/a",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/bent/image/a.jpg",
        }),
        sample({
          id: "nut/bent/b",
          category: "nut",
          label: 1,
          defectTypes: ["bent"],
          image: "nut/bent/image/b.jpg",
        }),
      ],
      splits: "none",
      maskThreshold: 128,
      besides: ["image-mask", "ori", "recon"],
      origin: {
        normal: "none: every generated image is anomalous",
        types: "<object>/<defect>",
        masks: "<object>/<defect>/mask",
      },
      warnings: [
        "anomalyDiffusion: 3 images have no mask",
        "anomalyDiffusion: left out: docs, nut/cut, nut/ori",
      ],
      leftOut: [
        { path: "docs", reason: "a folder without image/ and mask/" },
        { path: "nut/cut", reason: "no images in image/" },
        { path: "nut/ori", reason: "a folder without image/ and mask/" },
      ],
    });
  });

  test("flatFolder with a named folder of masks", async () => {
    const manifest = await flatFolder(
      await imageTree(
        ...["a.jpg", "b.jpg", "b_mask.png", "lone_mask.png", "old/x.png"].map(
          (name) => `images/${name}`,
        ),
        "anno/a.png",
        "docs/f.png",
        "masks/b.png",
      ),
      { masks: "anno" },
    );
    expect(whole(manifest)).toEqual({
      layout: "flat",
      defectTypes: ["anomaly"],
      categories: [],
      samples: [
        sample({
          id: "a",
          label: 1,
          defectTypes: ["anomaly"],
          image: "images/a.jpg",
          mask: "anno/a.png",
        }),
        sample({ id: "b", image: "images/b.jpg" }),
      ],
      splits: "none",
      leftOut: [
        { path: "images/old", reason: "folders beside the images are not read" },
        { path: "docs", reason: "folders beside the images are not read" },
        { path: "images/lone_mask.png", reason: "a mask whose image is not there" },
      ],
      warnings: [
        "flatFolder: 1 images whose mask marks a pixel are taken as anomalous, 1 without a mask as normal",
        "flatFolder: left out: images/old, docs, images/lone_mask.png",
      ],
      besides: ["images/b_mask.png"],
      origin: {
        normal: "images without a mask, as no mask is empty (masks were opened)",
        types: 'every image whose mask marks a pixel is of the type "anomaly"',
        masks: "anno",
      },
    });
  });

  test("kolektorSdd", async () => {
    const manifest = await kolektorSdd(
      await tree({
        "kos01/Part0.jpg": photo(1),
        "kos01/Part0_label.png": marks(),
        "kos01/Part1.jpg": photo(2),
        "kos01/Part7_label.png": marks(),
        "kos01/a.heic": "",
        "kos01/old/x.png": photo(3),
        "Val/1.png": photo(4),
        "Test/notes.txt": "",
        "docs/a.txt": "",
      }),
    );
    expect(whole(manifest)).toEqual({
      layout: "kolektor-sdd",
      defectTypes: ["anomaly"],
      categories: [],
      samples: [
        sample({ id: "Val/1", split: "validation", image: "Val/1.png" }),
        sample({
          id: "kos01/Part0",
          label: 1,
          defectTypes: ["anomaly"],
          image: "kos01/Part0.jpg",
          mask: "kos01/Part0_label.png",
          part: "kos01",
        }),
        sample({ id: "kos01/Part1", image: "kos01/Part1.jpg", part: "kos01" }),
      ],
      splits: "published",
      leftOut: [
        { path: "Test", reason: "no images" },
        { path: "docs", reason: "neither kosNN nor train, val or test" },
        { path: "kos01/old", reason: "folders beside images are not read" },
        { path: "kos01/Part7_label.png", reason: "a mask whose image is not there" },
      ],
      warnings: [
        "kolektorSdd: 1 images whose mask marks a pixel are taken as anomalous, 2 without a mask as normal",
        "kolektorSdd: in kos01: .heic is not read (a.heic); convert these images to PNG or JPEG",
        "kolektorSdd: left out: Test, docs, kos01/old, kos01/Part7_label.png",
      ],
      origin: {
        normal: "images without a mask, as no mask is empty (masks were opened)",
        types: 'every image whose mask marks a pixel is of the type "anomaly"',
        masks: "beside the images",
      },
    });
  });

  test("mvtecAd, the second", async () => {
    const manifest = await mvtecAd(
      await imageTree(
        "nut/train/good/1_regular.png",
        "nut/test_public/bad/1_regular.png",
        "nut/test_public/bad/1_other.png",
        "nut/test_public/bad_mask/1_regular.png",
        "nut/test_public/label/bad/1_other.png",
        "nut/test_public/docs/1.png",
        "nut/test_private/7_mixed.png",
        "nut/more/x.png",
        "pin/test/good/1_regular.png",
        "masks/x.png",
        "docs/1.png",
      ),
    );
    expect(whole(manifest)).toEqual({
      layout: "mvtec-ad",
      defectTypes: ["bad"],
      categories: ["nut", "pin"],
      samples: [
        sample({
          id: "nut/train/good/1_regular",
          category: "nut",
          image: "nut/train/good/1_regular.png",
          part: "nut/train/good/1",
          view: "regular",
        }),
        sample({
          id: "nut/test_public/bad/1_other",
          category: "nut",
          split: "test",
          label: 1,
          defectTypes: ["bad"],
          image: "nut/test_public/bad/1_other.png",
          mask: "nut/test_public/label/bad/1_other.png",
        }),
        sample({
          id: "nut/test_public/bad/1_regular",
          category: "nut",
          split: "test",
          label: 1,
          defectTypes: ["bad"],
          image: "nut/test_public/bad/1_regular.png",
          mask: "nut/test_public/bad_mask/1_regular.png",
          part: "nut/test_public/bad/1",
          view: "regular",
        }),
        sample({
          id: "nut/test_private/7_mixed",
          category: "nut",
          split: "test",
          label: null,
          image: "nut/test_private/7_mixed.png",
          part: "nut/test_private/7",
          view: "mixed",
        }),
        sample({
          id: "pin/test/good/1_regular",
          category: "pin",
          split: "test",
          image: "pin/test/good/1_regular.png",
        }),
      ],
      splits: "published",
      warnings: [
        "mvtecAd: nobody says of 1 images whether they are normal, the first nut/test_private/7_mixed.png: they are neither trained on nor judged by",
        "mvtecAd: left out: nut/test_public/docs, nut/more, docs",
      ],
      leftOut: [
        {
          path: "nut/test_public/docs",
          reason:
            "a folder of this name is taken for documents or previews; give it another name if its images are a class",
        },
        { path: "nut/more", reason: "this layout does not know a folder of this name" },
        { path: "docs", reason: "a folder with neither train/ nor test/" },
      ],
      origin: {
        normal: "images in the folders named good, normal or ok",
        types: "the names of the other folders in train/ and test/",
        masks: "ground_truth/<type>/ or masks/<type>/, or beside the images",
      },
    });
  });

  test("mvtecAd, one category of it", async () => {
    const manifest = await mvtecAd(
      await imageTree("nut/train/good/1.png", "pin/test/good/1.png", "docs/1.png"),
      { category: "nut" },
    );
    expect(whole(manifest)).toEqual({
      layout: "mvtec-ad",
      defectTypes: [],
      categories: ["nut"],
      samples: [sample({ id: "nut/train/good/1", category: "nut", image: "nut/train/good/1.png" })],
      splits: "published",
      besides: ["pin"],
      origin: {
        normal: "images in the folders named good, normal or ok",
        types: "the names of the other folders in train/ and test/",
        masks: "ground_truth/<type>/ or masks/<type>/, or beside the images",
      },
    });
  });

  test("folder", async () => {
    const manifest = await folder(
      await imageTree(
        "good/1.png",
        "good/old/2.png",
        "masks/good/1.png",
        "crack/rgb/1.png",
        "crack/xyz/1.png",
        "crack/gt/1.png",
        "chip/1.png",
        "dent/x/y.png",
        "docs/f.png",
        "top.png",
      ),
    );
    expect(whole(manifest)).toEqual({
      layout: "folder",
      defectTypes: ["chip", "crack"],
      categories: [],
      samples: [
        sample({ id: "chip/1", label: 1, defectTypes: ["chip"], image: "chip/1.png" }),
        sample({
          id: "crack/1",
          label: 1,
          defectTypes: ["crack"],
          image: "crack/rgb/1.png",
          mask: "crack/gt/1.png",
        }),
        sample({ id: "good/1", image: "good/1.png", mask: "masks/good/1.png" }),
      ],
      splits: "none",
      warnings: [
        "folder: 1 anomalous images have no mask, the first chip/1.png",
        "folder: left out: docs, dent, good/old, the images outside of any class folder",
      ],
      leftOut: [
        {
          path: "docs",
          reason:
            "a folder of this name is taken for documents or previews; give it another name if its images are a class",
        },
        {
          path: "dent",
          reason: "no images, but folders (x); move their images up, or list them in a .csv file",
        },
        { path: "good/old", reason: "folders inside a class folder are not read" },
        { path: ".", reason: "an image outside of the class folders has no class" },
      ],
      besides: ["xyz", "masks/good"],
      origin: {
        normal: "images in the folders named good, normal or ok",
        types: "the names of the other folders",
        masks: "beside the images, or in a folder masks or ground_truth",
      },
    });
  });

  test("imageMaskPairs", async () => {
    const manifest = await imageMaskPairs(
      await tree({
        "train/images/1.png": photo(1),
        "train/masks/1.png": marks(),
        "train/docs/x.txt": "",
        "test/images/1.png": photo(2),
        "test/images/2.png": photo(5),
        "test/images/3.heic": "",
        "test/images/old/x.png": photo(3),
        "test/masks/1_mask.png": marks(0),
        "docs/x.txt": "",
      }),
    );
    expect(whole(manifest)).toEqual({
      layout: "image-mask-pairs",
      defectTypes: ["anomaly"],
      categories: [],
      samples: [
        sample({
          id: "test/1",
          split: "test",
          image: "test/images/1.png",
          mask: "test/masks/1_mask.png",
        }),
        sample({ id: "test/2", split: "test", label: null, image: "test/images/2.png" }),
        sample({
          id: "train/1",
          label: 1,
          defectTypes: ["anomaly"],
          image: "train/images/1.png",
          mask: "train/masks/1.png",
        }),
      ],
      splits: "published",
      leftOut: [
        { path: "docs", reason: "neither the folder of the images nor that of the masks" },
        { path: "train/docs", reason: "neither the folder of the images nor that of the masks" },
        {
          path: "test/images/old",
          reason: "neither the folder of the images nor that of the masks",
        },
      ],
      warnings: [
        "imageMaskPairs: 1 images whose mask marks a pixel are taken as anomalous, 1 whose mask marks none as normal, 1 without a mask as unknown, since normal images have an empty one",
        "imageMaskPairs: nobody says of 1 images whether they are normal, the first test/images/2.png: they are neither trained on nor judged by",
        "imageMaskPairs: in test/images: .heic is not read (3.heic); convert these images to PNG or JPEG",
        "imageMaskPairs: left out: docs, train/docs, test/images/old",
      ],
      origin: {
        normal: "images whose mask marks no pixel (masks were opened)",
        types: 'every image whose mask marks a pixel is "anomaly"',
        masks: "test/masks, train/masks",
      },
    });
  });

  test("magneticTile", async () => {
    const manifest = await magneticTile(
      await imageTree(
        "MT_Free/Imgs/exp1_num_1.jpg",
        "MT_Free/Imgs/exp1_num_1.png",
        "MT_Crack/Imgs/x.jpg",
        "MT_Zip/Imgs/exp2_num_7.jpg",
        "MT_Arc/Imgs/exp2_num_8.jpg",
        "MT_Break/a.jpg",
        "docs/a.png",
      ),
    );
    expect(whole(manifest)).toEqual({
      layout: "magnetic-tile",
      defectTypes: ["crack", "arc", "zip"],
      categories: [],
      samples: [
        sample({
          id: "MT_Arc/exp2_num_8",
          label: 1,
          defectTypes: ["arc"],
          image: "MT_Arc/Imgs/exp2_num_8.jpg",
          view: "exposure-2",
        }),
        sample({
          id: "MT_Crack/x",
          label: 1,
          defectTypes: ["crack"],
          image: "MT_Crack/Imgs/x.jpg",
        }),
        sample({
          id: "MT_Free/exp1_num_1",
          image: "MT_Free/Imgs/exp1_num_1.jpg",
          view: "exposure-1",
        }),
        sample({
          id: "MT_Zip/exp2_num_7",
          label: 1,
          defectTypes: ["zip"],
          image: "MT_Zip/Imgs/exp2_num_7.jpg",
          view: "exposure-2",
        }),
      ],
      splits: "none",
      maskThreshold: 128,
      origin: {
        normal: "images in MT_Free",
        types: "the names of the other folders MT_<Type>",
        masks: "beside the images, <name>.png for <name>.jpg",
      },
      warnings: [
        "magneticTile: 3 anomalous images have no mask, the first MT_Arc/Imgs/exp2_num_8.jpg",
        "magneticTile: left out: docs, MT_Break",
        "magneticTile: 4 of 4 images have no tile_group in manifest.csv and count as parts of their own: photographs of one tile may land on both sides of a split",
      ],
      leftOut: [
        { path: "docs", reason: "a folder whose name does not begin with MT_" },
        { path: "MT_Break", reason: "no images in Imgs/" },
      ],
      besides: ["MT_Free/Imgs/exp1_num_1.png"],
    });
  });
});
