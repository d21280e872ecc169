import { describe, expect, test } from "vitest";
import { imageSize, imageSizeConfig } from "./imageSize.ts";

describe("imageSizeConfig", () => {
  test.each([
    { given: undefined, is: 256 },
    { given: 320, is: 320 },
    { given: [320, 480], is: [320, 480] },
  ])("takes $given", ({ given, is }) => {
    expect(imageSizeConfig.parse(given)).toEqual(is);
  });

  test.each([16, 32.5, [320], [320, 480, 3], [320, 8], "320x480"].map((given) => ({ given })))(
    "refuses $given",
    ({ given }) => {
      expect(imageSizeConfig.safeParse(given).success).toBe(false);
    },
  );
});

test("imageSize takes one number for both sides", () => {
  expect(imageSize(256)).toEqual({ height: 256, width: 256 });
  expect(imageSize([320, 480])).toEqual({ height: 320, width: 480 });
});
