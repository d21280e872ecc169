import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { block, concat, model, number } from "../test/wire.ts";
import { verifyChecksum } from "./verifyChecksum.ts";
import { withChecksum } from "./withChecksum.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const text = (key: string, value: string) => block(14, block(1, key), block(2, value));
const opset = block(8, block(1, ""), number(2, 17));

describe("verifyChecksum", () => {
  const state = (...parts: Uint8Array[]) => verifyChecksum(concat(...parts));
  const plain = concat(model(block(2, "graph")), text("a", "1"));

  test("tells a file as it was written, also where the checksum stands in the middle", async () => {
    expect(await verifyChecksum(await withChecksum(plain))).toBe("intact");
    const sum = text("flawlens.sha256", sha256(concat(plain, opset)));
    expect(await state(plain, sum, opset)).toBe("intact");
  });

  test("tells a file without a checksum", async () => {
    expect(await verifyChecksum(plain)).toBe("none");
  });

  test("takes a checksum only once, in small letters and as an entry of two fields", async () => {
    const sum = sha256(plain);
    expect(await state(plain, text("flawlens.sha256", sum))).toBe("intact");
    for (const wrong of [
      text("flawlens.sha256", sum.toUpperCase()),
      text("flawlens.sha256", `${sum} `),
      text("flawlens.sha256", ""),
      block(14, block(2, sum), block(1, "flawlens.sha256")),
      block(14, block(1, "flawlens.sha256"), block(2, sum), number(9, 1)),
      concat(text("flawlens.sha256", sum), text("flawlens.sha256", sum)),
    ])
      expect(await state(plain, wrong)).toBe("damaged");
  });

  test("notices every changed bit of a file, wherever it is", async () => {
    const weights = block(
      5,
      number(1, 2),
      number(2, 1),
      block(8, "w"),
      block(9, new Uint8Array(8)),
    );
    const node = block(1, block(1, "x"), block(2, "y"), block(4, "Neg"));
    const bytes = await withChecksum(
      concat(model(node, block(2, "graph"), weights), text("flawlens", '{"t":0.5}'), opset),
    );
    const missed: number[] = [];
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7);
      const found = await verifyChecksum(bytes).catch((error: unknown) => error);
      if (found === "intact" || (found instanceof Error && !(found instanceof RangeError)))
        missed.push(bit);
      bytes[bit >> 3] ^= 1 << (bit & 7);
    }
    expect(missed).toEqual([]);
    expect(await verifyChecksum(bytes)).toBe("intact");
  });
});
