import { describe, expect, test } from "vitest";
import { requestImages } from "./requestImages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => requestImages(bytes(JSON.stringify(value)), "application/json", 3);

describe("requestImages", () => {
  test("takes the body itself, whatever its type", async () => {
    for (const type of ["image/png", "", "application/octet-stream"])
      expect(await requestImages(bytes("abc"), type, 3)).toEqual([
        { name: null, file: bytes("abc") },
      ]);
  });

  test("takes files of a form in order, with their names, and no other fields", async () => {
    const form = new FormData();
    form.append("a", new File(["one"], "1.png"));
    form.append("comment", "text");
    form.append("a", new File(["two"], "2.png"));
    const request = new Request("http://here/", { method: "POST", body: form });
    const type = request.headers.get("content-type")!;
    const images = await requestImages(new Uint8Array(await request.arrayBuffer()), type, 3);
    expect(images).toEqual([
      { name: "1.png", file: bytes("one") },
      { name: "2.png", file: bytes("two") },
    ]);
  });

  test("takes base64, with and without padding, and data URLs", async () => {
    const images = await json({ images: ["YWI=", "YWI", "data:image/png;base64,YWJj"] });
    expect(images.map(({ file }) => Buffer.from(file).toString())).toEqual(["ab", "ab", "abc"]);
  });

  test.each([
    { of: "base64 with a foreign character", body: { images: ["YW!JjYWJj"] }, status: 400 },
    { of: "an empty image", body: { images: [""] }, status: 400 },
    { of: "a number", body: { images: [7] }, status: 400 },
    { of: "no list", body: { images: "YWJj" }, status: 400 },
    { of: "null", body: null, status: 400 },
    { of: "an empty list", body: { images: [] }, status: 400 },
    { of: "too many", body: { images: ["YWJj", "YWJj", "YWJj", "YWJj"] }, status: 413 },
  ])("refuses $of", async ({ body, status }) => {
    await expect(json(body)).rejects.toMatchObject({ status });
  });

  test.each([
    { type: "application/json", body: "{" },
    { type: "multipart/form-data; boundary=x", body: "--y\r\n" },
    { type: "multipart/form-data", body: "abc" },
    { type: "image/png", body: "" },
  ])("refuses $body as $type", async ({ type, body }) => {
    await expect(requestImages(bytes(body), type, 3)).rejects.toMatchObject({ status: 400 });
  });
});
