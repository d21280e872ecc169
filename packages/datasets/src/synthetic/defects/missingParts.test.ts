import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { at } from "../../../test/categoryContract.ts";
import { sheet } from "../../../test/defectContract.ts";
import { missingParts } from "./missingParts.ts";

describe("missingParts", () => {
  test("swaps the part for the one that lacks a piece, and changes nothing else", () => {
    const defect = missingParts.make(sheet, randomStream(1));
    expect(at(sheet, 0, 0).cover).toBe(1);
    expect(at(defect.part!, 0, 0).cover).toBe(0);
    expect([defect.bend, defect.change]).toEqual([undefined, undefined]);
  });

  test("hands its randomness to the part, which chooses the piece", () => {
    const random = randomStream(1);
    let given: unknown;
    missingParts.make({ ...sheet, missing: (own) => ((given = own), sheet.missing(own)) }, random);
    expect(given).toBe(random);
  });
});
