import { describe, expect, test } from "vitest";
import { checkRemote, folderOf, isRemote, placeIn } from "./location.ts";

describe("placeIn", () => {
  test.each([
    ["/data/parts", ["a/b.png"], "/data/parts/a/b.png"],
    ["https://host/parts/", ["a b/ö#?.png"], "https://host/parts/a%20b/%C3%B6%23%3F.png"],
    ["https://host/parts", ["%2e%2e/secret"], "https://host/parts/%252e%252e/secret"],
    ["s3://bucket/p", ["./a b", "c?#.png"], "s3://bucket/p/a b/c?#.png"],
    ["s3://bucket", [""], "s3://bucket"],
    ["s3://bucket/p", ["https://evil/x.png"], "s3://bucket/p/https:/evil/x.png"],
  ])("of %s and %j is %s", (root, paths, place) => {
    expect(placeIn(root, ...paths)).toBe(place);
  });

  test.each(["../x.png", "a/../../x.png", "..", "a\\..\\..\\x.png"])(
    "refuses %j below a remote root",
    (path) => {
      for (const root of ["https://host/parts", "s3://bucket/p"])
        expect(() => placeIn(root, path)).toThrow(`expected a path below ${root}, got ${path}`);
    },
  );
});

describe("checkRemote", () => {
  test("takes addresses without keys", () => {
    for (const place of ["https://host:81/a/b.csv", "s3://b.2/p q", "s3://bucket", "C:\\x", "x?y"])
      expect(() => checkRemote("f", place)).not.toThrow();
  });

  test.each([
    "https://user:secret@host/a.csv",
    "https://host/a.csv?key=secret",
    "https://host/a.csv#secret",
    "s3://secret:secret@bucket/a.csv",
    "https://secret host/",
  ])("refuses %s without repeating what may be a key", (place) => {
    const refused = () => checkRemote("f", place);
    expect(refused).toThrow(/^f: expected (an address|s3:)/);
    expect(refused).not.toThrow(/secret/);
  });
});

test("a place is remote by its scheme, and a file's folder is known", () => {
  expect(["HTTPS://h/x", "s3://b", "http://h"].every(isRemote)).toBe(true);
  expect(["/s3://b", "s3:/b", "https", "file:///x"].some(isRemote)).toBe(false);
  expect(folderOf("https://host/a/list.csv")).toBe("https://host/a");
  expect(folderOf("/a/list.csv")).toBe("/a");
});
