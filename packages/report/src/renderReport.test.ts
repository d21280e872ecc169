import { describe, expect, test } from "vitest";
import { calibrated, makeDetector } from "../test/makeDetector.ts";
import { lcg, makeRecords } from "../test/makeRecords.ts";
import { sampleResults } from "../test/sampleResults.ts";
import { textOf, unclosed } from "../test/textOf.ts";
import { evaluate } from "./evaluate.ts";
import { makeExamples } from "./makeExamples.ts";
import { makeResults, makeUntestedResults } from "./makeResults.ts";
import { renderReport } from "./renderReport.ts";

const types = ["pit", "scratch", '<img src="http://example.com/x">', "never seen"];
const { records } = makeRecords({
  types: types.slice(0, 3),
  count: 48,
  categories: ["cap", "tile"],
});
for (const record of records) {
  record.scores = [...Array.from(record.scores), 0];
  record.maps = [...record.maps, record.maps[0]];
}
const metadata = makeDetector(types, { any: calibrated(1.25, { scoreRange: [0, 3] }) });
const evaluation = evaluate({ detector: metadata, records });
const results = makeResults(evaluation, sampleResults());
const examples = await makeExamples({
  metadata,
  records,
  size: 48,
  readImage: async () => ({ data: new Uint8Array(3 * 16 * 16).fill(90), height: 16, width: 16 }),
});
const random = lcg(9);
const trainingCurve = Array.from({ length: 500 }, (_, i) => {
  return {
    step: i + 1,
    loss: Math.exp(-i / 80) * (1 + random()),
    validationLoss: i % 100 ? null : 1,
  };
});
const page = renderReport({ results, evaluation, examples, metadata, trainingCurve });

describe("renderReport", () => {
  test("shows the training images that were trusted least, and only where there are some", () => {
    const image = "data:image/png;base64,AAAA";
    const pictures = [
      { id: "<b>7</b>", image, weight: 0.0123, planted: true },
      { id: "8", image, weight: 0.5, planted: false },
    ];
    const sheet = { pictures, ranked: 235, note: "2 images were planted." };
    const withSheet = renderReport({ results, suspects: sheet });
    expect(withSheet).toContain("&lt;b&gt;7&lt;/b&gt;");
    expect(withSheet).toContain("weight 0.012, planted");
    expect(withSheet).toContain("weight 0.50, not planted");
    expect(withSheet).toContain("2 images were planted.");
    expect(unclosed(withSheet)).toEqual([]);
    expect(page).not.toContain("Suspects");
    expect(renderReport({ results, suspects: { ...sheet, pictures: [] } })).not.toContain(
      "Suspects",
    );
  });

  test("shows what parts of the method find, and only where there are some", () => {
    const ablation = [
      { name: "<deviation> alone", imageAuroc: 0.8765, imageAveragePrecision: 0.5 },
      { name: "segmentation alone", imageAuroc: null, imageAveragePrecision: null },
    ];
    const withRows = renderReport({ results, ablation });
    expect(withRows).toContain("&lt;deviation&gt; alone");
    expect(withRows).toMatch(/<td>87\.[67]<\/td>/);
    expect(withRows).toContain("<td>–</td>");
    expect(unclosed(withRows)).toEqual([]);
    expect(page).not.toContain("Ablation");
  });

  test("is one file that asks for nothing", () => {
    const sources = [...page.matchAll(/\b(?:src|href|xlink:href|action|data)="([^"]*)"/g)];
    expect(sources.length).toBeGreaterThan(examples.length);
    for (const [, address] of sources)
      expect(address).toMatch(/^(data:image\/(png|webp);base64,|#)/);
    expect(page).not.toMatch(/<script|<link|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  test("shows names as text, never as HTML", () => {
    expect(page).not.toContain('<img src="http');
    expect(page).toContain("&lt;img src=&quot;http:");
  });

  test("closes every element it opens, in order", () => {
    expect(unclosed(page)).toEqual([]);
  });

  test("names every picture and every plot, and refers to what is there", () => {
    const pictures = [...page.matchAll(/<img\b[^>]*>/g)].map(([tag]) => tag);
    for (const tag of pictures) expect(tag).toMatch(/\salt="[^"]+"/);
    const plots = [...page.matchAll(/<svg\b[^>]*>/g)].map(([tag]) => tag);
    for (const tag of plots)
      expect(tag).toMatch(/aria-hidden="true"|role="img"\s+aria-label="[^"]+"/);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  test("has a number in every place of every path", () => {
    for (const [, path] of page.matchAll(/\s(?:d|cx|cy|x|y|width)="([^"]*)"/g))
      expect(path).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("tells each type's scores, what was left out and why", () => {
    const text = textOf(page);
    expect(text).toContain("Left out of the mean: never seen: no test image shows it.");
    expect(text).toContain("mean of 3 of 4 types");
    for (const heading of ["Defect types", "What was called what", "Object categories", "Examples"])
      expect(text).toContain(heading);
    for (const heading of ["Found", "Calm normals", "One map for each type", "Curves", "Training"])
      expect(text).toContain(heading);
    const { auroc, found } = {
      auroc: (100 * (results.types.pit.imageAuroc as number)).toFixed(1),
      found: evaluation.decisions?.types.pit,
    };
    expect(text).toMatch(new RegExp(`pit ${results.types.pit.support} ${auroc}`));
    expect(text).toContain(`0.5 ${found?.found} of ${found?.positives}`);
    expect(text).toContain("abc123");
    expect(text).toContain('"steps": 600');
  });

  test("shows the threshold of any defect, and a dash without one", () => {
    const { found, positives } = evaluation.decisions?.any ?? { found: 0, positives: 0 };
    expect(textOf(page)).toContain(` 1.25 ${found} of ${positives}`);
    const undecided = evaluate({
      detector: { ...metadata, any: calibrated(null) },
      records,
    });
    const text = textOf(renderReport({ results, evaluation: undecided, examples }));
    expect(text).not.toContain("Defects found");
    expect(text).toMatch(/Any defect \d+ [\d. ]+ – – –/);
    expect(text).toMatch(/nothing \(normal\) \d+ – /);
  });

  test("tells of images without a mask and without a verdict", () => {
    const some = records.map((record, i) => (i === 1 ? { ...record, mask: null } : record));
    const detector = { ...metadata, any: calibrated(null) };
    const undecided = evaluate({ detector, records: some });
    const text = textOf(renderReport({ results: makeResults(undecided, sampleResults()), evaluation: undecided })); // prettier-ignore
    expect(text).toContain("AUPRO leave out 1 anomalous image without a mask");
    expect(text).toContain("48 images are without a verdict.");
    expect(textOf(page)).not.toMatch(/leave out|without a verdict/);
  });

  test("of a detector that does not tell types apart says everything once", () => {
    const { records } = makeRecords({ types: ["anomaly"], count: 20 });
    const detector = makeDetector(["anomaly"], { any: calibrated(0.5) });
    const evaluation = evaluate({ detector, records });
    const results = makeResults(evaluation, sampleResults());
    const page = renderReport({ results, evaluation, metadata: detector });
    const text = textOf(page);
    expect(text).toContain("this detector does not tell types apart");
    expect(text).toMatch(/Any defect 10 [\d.]+ /);
    for (const once of ["Mean of types", "mean of", "What was called what", "defect type"])
      expect(text).not.toContain(once);
    expect(page.match(/<figure class="panel">/g)).toHaveLength(3); // a curve of each kind
    expect(text).toContain("Defects found");
    expect(unclosed(page)).toEqual([]);
  });

  test("of a run without defects says so, and shows the oddest images instead of scores", () => {
    const image = "data:image/png;base64,AAAA";
    const single = makeDetector(["anomaly"], {
      validation: {
        normal: 19,
        normalParts: 19,
        anomalous: 0,
        rule: "at most 5 %",
        expectedFalseAlarmFraction: 0.05,
      },
    });
    const run = sampleResults({
      dataset: { name: "good parts", hash: "abc", train: 81, validation: 19, test: 0 },
    });
    const explanation = "Normal: the score 0.4 is below the threshold 0.75.";
    const pictures = [{ id: "good/7.png", image, overlay: image, explanation }];
    const untested = renderReport({
      results: makeUntestedResults(single, run),
      metadata: single,
      oddest: { pictures, ranked: 19 },
    });
    const text = textOf(untested);
    expect(text).toContain("There are no defects to test with");
    expect(text).toContain("81 training images · 19 images held back for thresholds");
    expect(text).toContain("at most 5.0 % are expected to be called anomalous");
    expect(text).toContain(explanation);
    for (const heading of ["AUROC", "Defect types", "What was called what", "Curves", "Examples"])
      expect(text).not.toContain(heading);
    expect(unclosed(untested)).toEqual([]);
  });

  test("goes without the parts that have no data", () => {
    const text = textOf(renderReport({ results: sampleResults() }));
    for (const heading of ["called what", "Object categories", "Examples", "Curves", "Training"])
      expect(text).not.toContain(heading);
    expect(text).toContain("multitype-fcdd on tiles");
    expect(unclosed(renderReport({ results: sampleResults() }))).toEqual([]);
  });

  test("draws a loss that grows, stands still or is negative", () => {
    for (const losses of [
      [1, 2, 3],
      [5, 5, 5],
      [0, 0],
      [-1, -3, -2],
      [1, NaN, 2],
    ]) {
      const trainingCurve = losses.map((loss, step) => ({ step, loss }));
      const page = renderReport({ results: sampleResults(), trainingCurve });
      expect(textOf(page)).toContain("Training");
      expect(page).not.toContain("NaN");
    }
    const [single] = [
      renderReport({ results: sampleResults(), trainingCurve: [{ step: 1, loss: 1 }] }),
    ];
    expect(textOf(single)).not.toContain("Training");
  });
});
