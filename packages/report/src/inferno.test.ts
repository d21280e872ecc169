import { describe, expect, test } from "vitest";
import { inferno, infernoStops } from "./inferno.ts";

describe("inferno", () => {
  test("runs from near black to pale yellow, and clips", () => {
    expect(inferno(0)).toEqual([0, 0, 4]);
    expect(inferno(1)).toEqual([252, 255, 164]);
    expect(inferno(-3)).toEqual(inferno(0));
    expect(inferno(7)).toEqual(inferno(1));
    expect(inferno(0.05)).toEqual([11, 5.5, 30.5]); // half way to the second stop
    expect(inferno(0.3)).toEqual([...infernoStops[3]]);
  });

  test("rises evenly in lightness: each tenth of the scale by 6 to 12 of 100", () => {
    const lightness = Array.from({ length: 11 }, (_, i) => cielabLightness(inferno(i / 10)));
    for (let i = 1; i < lightness.length; i++) {
      expect(lightness[i] - lightness[i - 1]).toBeGreaterThan(6);
      expect(lightness[i] - lightness[i - 1]).toBeLessThan(12);
    }
    expect(lightness[0]).toBeLessThan(1);
    expect(lightness[10]).toBeGreaterThan(95);
  });
});

/** L* of CIELAB from sRGB (IEC 61966-2-1, D65). */
function cielabLightness(rgb: number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 216 / 24389 ? 116 * Math.cbrt(luminance) - 16 : (luminance * 24389) / 27;
}
