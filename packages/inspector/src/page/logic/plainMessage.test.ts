import { expect, test } from "vitest";
import { plainMessage } from "./plainMessage.ts";

test.each([
  {
    given: new Error("readPixels: expected an image, got a.txt"),
    is: "Expected an image, got a.txt",
  },
  {
    given: "loadDetector: cannot use a.onnx: readOnnxMetadata: expected a model",
    is: "Cannot use a.onnx: expected a model",
  },
  { given: "myFile.onnx: no room", is: "MyFile.onnx: no room" },
  { given: "got 3: detectorMetadata: expected 4", is: "Got 3: expected 4" },
  { given: "", is: "" },
])("$given becomes $is", ({ given, is }) => {
  expect(plainMessage(given)).toBe(is);
});
