import { expect, test } from "vitest";
import { sampleInputs } from "./sampleInputs.ts";
import type { ImageInput } from "./imageInput.ts";
import { manifestOf } from "../../test/manifestOf.ts";

test("sampleInputs gives the place of each image, and a name that never leads upwards", async () => {
  const { samples } = manifestOf([{ image: "a b/1.png" }, { image: "../../2.png" }]);
  const found = async (root: string, some = samples) => {
    const inputs: ImageInput[] = [];
    for await (const input of sampleInputs({ root }, some)) inputs.push(input);
    return inputs;
  };
  expect(await found("/data/parts")).toEqual([
    { path: "/data/parts/a b/1.png", name: "a b/1.png" },
    { path: "/2.png", name: "2.png" }, // where files outside of the root are allowed
  ]);
  expect(await found("https://host/parts", samples.slice(0, 1))).toEqual([
    { path: "https://host/parts/a%20b/1.png", name: "a b/1.png" },
  ]);
});
