import { describe, expect, test } from "vitest";
import { textOf, unclosed } from "../test/textOf.ts";
import { exampleSection } from "./_exampleSection.ts";
import type { Html } from "./_html.ts";
import type { Example } from "./makeExamples.ts";

const image = "data:image/png;base64,AAAA";
const example = (changes: Partial<Example>): Example => ({
  id: "a.png",
  category: "tile",
  kind: "found",
  truth: ["pit"],
  label: 1,
  verdict: "anomalous",
  called: ["pit"],
  type: "pit",
  score: 0.9,
  threshold: 0.5,
  normalizedScore: 0.75,
  explanation: "Anomalous: the score 0.9 reaches the threshold 0.5.",
  image,
  outlined: image,
  overlay: image,
  typeOverlays: [],
  ...changes,
});
const render = (examples: Example[], maps: "absolute" | "relative" = "absolute") =>
  (exampleSection(examples, maps) as Html).html;

describe("a card", () => {
  test.each<{ changes: Partial<Example>; truth: string; mark: string }>([
    { changes: {}, truth: "pit", mark: "✓ found" },
    { changes: { kind: "misnamed" }, truth: "pit", mark: "~ found as anomalous" },
    { changes: { kind: "missed", verdict: "normal" }, truth: "pit", mark: "✗ missed" },
    { changes: { kind: "undecided", verdict: "undecided" }, truth: "pit", mark: "? undecided" },
    { changes: { kind: "undecided" }, truth: "pit", mark: "~ found, type undecided" },
    { changes: { truth: [], type: null }, truth: "anomalous", mark: "✓ found" },
    {
      changes: { kind: "falseAlarm", label: 0, truth: [] },
      truth: "normal",
      mark: "✗ false alarm",
    },
    { changes: { kind: "calm", label: 0, truth: [] }, truth: "normal", mark: "✓ calm" },
  ])("of $truth says: $mark", ({ changes, truth, mark }) => {
    expect(textOf(render([example(changes)]))).toContain(`${truth} ${mark}`);
  });

  test.each([
    { normalizedScore: 0.75, width: "300.0" },
    { normalizedScore: 0.5, width: "200.0" }, // up to the stroke of the threshold
    { normalizedScore: 0, width: "0.0" },
  ])(
    "has a bar as long as the normalised score: $normalizedScore",
    ({ normalizedScore, width }) => {
      const html = render([example({ normalizedScore })]);
      expect(html).toMatch(
        new RegExp(`width="${width}"\\s+height="6"\\s+rx="3"\\s+fill="var\\(--accent\\)"`),
      );
      expect(html).toContain('<rect x="199" y="0" width="2"'); // the stroke stands in the middle of 400
    },
  );

  test("has an empty bar without a stroke where nothing is decided", () => {
    const html = render([example({ kind: "undecided", normalizedScore: null })]);
    expect(html).not.toContain("var(--accent)");
    expect(html).not.toContain('x="199"');
  });

  test("gives the reason, and says whose map it shows", () => {
    const text = textOf(render([example({}), example({ kind: "calm", type: null, label: 0 })]));
    expect(text).toContain("Anomalous: the score 0.9 reaches the threshold 0.5.");
    expect(text).toContain("map of pit");
    expect(text).toContain("map of any defect");
  });

  test("tells an image without a mask from one with nothing to find", () => {
    expect(textOf(render([example({ outlined: null })]))).toContain("no mask");
    const calm = example({ kind: "calm", label: 0, truth: [], outlined: null });
    expect(textOf(render([calm]))).toContain("nothing to find");
  });
});

describe("the section", () => {
  test("explains bars, and colours by what the values of maps mean", () => {
    expect(textOf(render([example({})]))).toContain("half full is the threshold (the stroke)");
    expect(textOf(render([example({})]))).toContain("as on normal images");
    expect(textOf(render([example({})], "relative"))).toContain("median of the map");
  });

  test("has a group for each kind that there is, with its rule", () => {
    const text = textOf(render([example({}), example({ kind: "missed" })]));
    expect(text).toContain("Found For each type: of the images that show it and are called it");
    expect(text).toContain("Missed For each type");
    expect(text).not.toContain("Calm normals");
  });

  test("puts the maps of all types side by side, the true ones framed", () => {
    const typeOverlays = ["pit", "scratch"].map((type) => ({ type, overlay: image }));
    const rows = [
      example({ typeOverlays }),
      example({ typeOverlays, type: "scratch", truth: ["scratch", "pit"] }),
      example({ typeOverlays, type: null, truth: [] }),
    ];
    const html = render(rows);
    expect([...html.matchAll(/<th scope="row">([^<]*)/g)].map(([, name]) => name)).toEqual([
      "pit",
      "scratch",
      "anomalous",
    ]);
    const framed = [...html.matchAll(/<td class="(own)?">/g)].map(([, own]) => own === "own");
    expect(framed).toEqual([true, false, true, true, false, false]);
    expect(unclosed(html)).toEqual([]);
    expect(textOf(render(rows.slice(0, 1)))).not.toContain("One map for each type");
  });

  test("is not there without examples", () => {
    expect(exampleSection([], "absolute")).toBeNull();
  });
});
