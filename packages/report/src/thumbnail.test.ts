import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { lcg } from "../test/makeRecords.ts";
import { fitWithin, thumbnail } from "./thumbnail.ts";

const decode = (uri: string) => sharp(Buffer.from(uri.split(",")[1], "base64")).metadata();

describe("thumbnail", () => {
  test("fits the longer side and keeps the proportions", async () => {
    const image = { data: new Uint8Array(3 * 40 * 100), height: 40, width: 100 };
    expect(await decode(await thumbnail(image, { size: 50 }))).toMatchObject({
      width: 50,
      height: 20,
    });
    expect(await decode(await thumbnail(image))).toMatchObject({ width: 100, height: 40 });
    expect(await fitWithin(image, 200)).toMatchObject({ width: 200, height: 80 });
  });

  test("takes the format that is smaller", async () => {
    const random = lcg(2);
    const noise = { data: Uint8Array.from({ length: 3 * 64 * 64 }, () => 256 * random()) };
    expect(await thumbnail({ ...noise, height: 64, width: 64 })).toMatch(
      /^data:image\/webp;base64,/,
    );
    const checks = {
      data: Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => 255 * (Math.floor(i / 3) % 2)),
    };
    const uri = await thumbnail({ ...checks, height: 64, width: 64 });
    expect(uri).toMatch(/^data:image\/png;base64,/);
    expect(await decode(uri)).toMatchObject({ format: "png", width: 64 });
  });
});
