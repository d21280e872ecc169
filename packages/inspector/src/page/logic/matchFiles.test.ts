import { expect, test } from "vitest";
import { matchFiles, sortFiles } from "./matchFiles.ts";

const given = (path: string) => ({ path, file: new File([], path) });
const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path);

test("dropped files are told apart by their names; detector.onnx goes before other models", () => {
  const paths = ["r/a.onnx", "r/detector.onnx", "r/manifest.json", "10.png", "9.JPG", "notes.txt"];
  const { models, manifest, results, images, others } = sortFiles(paths.map(given));
  expect(pathsOf(models)).toEqual(["r/detector.onnx", "r/a.onnx"]);
  expect([manifest?.path, results]).toEqual(["r/manifest.json", null]);
  expect(pathsOf(images)).toEqual(["9.JPG", "10.png"]);
  expect(pathsOf(others)).toEqual(["notes.txt"]);
});

test("a path finds its file whatever folder was dropped, and nothing where it would be a guess", () => {
  const paths = ["bottle/test/good/000.png", "bottle/test/bad/000.png"];
  const found = (...files: string[]) =>
    [...matchFiles(paths, files.map(given))].map(([path, { path: file }]) => [path, file]);
  expect(found("data/bottle/test/good/000.png", "data/bottle/test/bad/000.png")).toHaveLength(2);
  expect(found("good/000.png")).toEqual([["bottle/test/good/000.png", "good/000.png"]]);
  expect(found("000.png")).toEqual([]); // either
  expect(found("a/bottle/test/bad/000.png", "b/bottle/test/bad/000.png")).toEqual([]);
});
