import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { photo, pictureBytes } from "../../test/tree.ts";
import { startS3, type S3Server } from "../../test/s3Server.ts";
import { loadDataset } from "../loadDataset.ts";
import { readSample } from "../readSample.ts";
import { readImage } from "../readImage.ts";
import { listRemote, readRemote } from "./remoteFiles.ts";
import { retrying } from "./_retrying.ts";
import { RemoteError } from "./remoteError.ts";

/** What the server answers, in turn; the last answer stays. */
type Answer = (response: ServerResponse, request: IncomingMessage) => void;
let answers: Answer[] = [];
const asked: IncomingMessage[] = [];
const server = createServer((request, response) => {
  asked.push(request);
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response, request);
});
let root: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
afterEach(() => {
  delete process.env.FLAWLENS_HTTP_AUTHORIZATION;
  asked.length = 0;
});

const gives = (body: string | Uint8Array, status = 200, headers = {}): Answer => (response) => void response.writeHead(status, headers).end(body); // prettier-ignore
const breaks: Answer = (response) => {
  response.writeHead(200, { "content-length": "10" }).write("half");
  setTimeout(() => response.destroy(), 5);
};
const read = (most = 100) => readRemote(`${root}/list.csv`, most);

describe("readRemote on HTTP", () => {
  test("tries again where the connection breaks", async () => {
    answers = [breaks, gives("whole")];
    expect((await read()).toString()).toBe("whole");
    expect(asked).toHaveLength(2);
  });

  test("tries no second time where the server says that there is none", async () => {
    answers = [gives("", 404)];
    await expect(read()).rejects.toThrow(new RemoteError(`expected to read ${root}/list.csv, got the answer 404`, { passing: false })); // prettier-ignore
    expect(asked).toHaveLength(1);
  });

  test("refuses more bytes than it may be, announced or not, and any way elsewhere", async () => {
    answers = [gives("12345678901")];
    await expect(read(10)).rejects.toThrow("got more than 10 bytes");
    answers = [(response) => void (response.write("123456"), response.end("78901"))];
    await expect(read(10)).rejects.toThrow("got more than 10 bytes");
    answers = [gives("", 302, { location: "http://169.254.169.254/latest?key=secret" })];
    const refused = read();
    await expect(refused).rejects.toThrow("got the answer 302, which leads to http://169.254.169.254/latest; name the data there"); // prettier-ignore
    await expect(refused).rejects.not.toThrow("secret");
    expect(asked).toHaveLength(3);
  });

  test("gives the key to the server that it is for, and to no other", async () => {
    answers = [gives("ok")];
    process.env.FLAWLENS_HTTP_AUTHORIZATION = `${root} Bearer secret`;
    await read();
    process.env.FLAWLENS_HTTP_AUTHORIZATION = "https://other Bearer secret";
    await read();
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret", undefined]);
  });

  test("lists nothing", () => {
    expect(() => listRemote(root)).toThrow("a server on HTTP does not list its files");
  });
});

describe("retrying", () => {
  test("gives up after so many attempts, with the last reason", async () => {
    let attempts = 0;
    const busy = () => Promise.reject(new RemoteError(`busy ${++attempts}`, { passing: true }));
    await expect(retrying(busy, { attempts: 3, pauseMs: 1 })).rejects.toThrow("busy 3, 3 times");
    expect(attempts).toBe(3);
  });
});

describe("a data set on HTTP", () => {
  const files: Record<string, Uint8Array | string> = {};
  const serve: Answer = (response, { url = "" }) => {
    const file = files[decodeURIComponent(url)];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  };
  beforeAll(async () => {
    files["/line 1/a.png"] = await pictureBytes(photo(1), "a.png");
    files["/list.csv"] = "image,label\nline 1/a.png,good\n";
  });

  test("is read by its list, with images below the folder of the list", async () => {
    answers = [serve];
    const manifest = await loadDataset(`${root}/list.csv`);
    expect(manifest).toMatchObject({ name: "list", root, samples: [{ image: "line 1/a.png" }] });
    const { image } = await readSample(manifest, manifest.samples[0]);
    expect(image).toMatchObject({ height: 6, width: 8 });
    files["/damaged.png"] = "no image";
    await expect(readImage(`${root}/damaged.png`)).rejects.toThrow(`expected an image in ${root}/damaged.png, got a format that is not read here`); // prettier-ignore
    const whole = files["/line 1/a.png"] as Uint8Array;
    files["/cut.png"] = whole.subarray(0, whole.length - 20);
    await expect(readImage(`${root}/cut.png`)).rejects.toThrow(`expected a whole image in ${root}/cut.png, got a damaged or truncated one`); // prettier-ignore
    await expect(readImage(`${root}/none.png`)).rejects.toThrow(`readImage: expected to read ${root}/none.png, got the answer 404`); // prettier-ignore
  });

  test("names no file and no root outside of its folder", async () => {
    answers = [serve];
    for (const image of [
      "../../secret.png",
      "/etc/passwd.png",
      "https://evil/x.png",
      "s3://b/x.png",
    ]) {
      files["/p/bad.csv"] = `image,label\n${image},good\n`;
      await expect(loadDataset(`${root}/p/bad.csv`, { allowOutside: true })).rejects.toThrow(`a path below the root ${root}/p, got ${image}`); // prettier-ignore
    }
    for (const other of ["..", "/data", "https://evil/x"]) {
      const manifest = { name: "n", root: other, layout: "x", defectTypes: [], categories: [], samples: [] }; // prettier-ignore
      files["/p/manifest.json"] = JSON.stringify(manifest);
      await expect(loadDataset(`${root}/p/manifest.json`)).rejects.toThrow(/expected a (root|path) below/); // prettier-ignore
    }
  });
});

describe("a data set in S3-compatible storage", () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await startS3();
    for (const [i, key] of ["line/good/a b.png", "line/good/2.png", "line/crack/3.png"].entries())
      await s3.put(key, await pictureBytes(photo(i), "x.png"));
  });
  afterAll(() => s3.stop());

  test("is read by its folders, as on a disk", async () => {
    const manifest = await loadDataset("s3://parts/line/");
    expect(manifest).toMatchObject({ name: "line", root: "s3://parts/line", layout: "folder", defectTypes: ["crack"] }); // prettier-ignore
    expect(manifest.samples.map(({ image, label }) => [image, label])).toEqual([["crack/3.png", 1], ["good/2.png", 0], ["good/a b.png", 0]]); // prettier-ignore
    for (const sample of manifest.samples)
      expect((await readSample(manifest, sample)).image.width).toBe(8);
  });

  test("is read by its list, whose images may be full addresses below it", async () => {
    await s3.put("line/list.csv", "image,label\ns3://parts/line/good/2.png,good\n");
    const { samples } = await loadDataset("s3://parts/line/list.csv");
    expect(samples).toMatchObject([{ id: "good/2.png", image: "good/2.png" }]);
    await s3.put("line/bad.csv", "image,label\ns3://parts/other/2.png,good\n");
    await expect(loadDataset("s3://parts/line/bad.csv")).rejects.toThrow("a path below the root s3://parts/line, got s3://parts/other/2.png"); // prettier-ignore
  });

  test("is listed page by page, also where the server is busy in between", async () => {
    const page = (key: string, next?: string) =>
      gives(
        `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`}` +
          `<Contents><Key>many/${key}</Key></Contents><CommonPrefixes><Prefix>many/in ${key}/</Prefix></CommonPrefixes></ListBucketResult>`,
      );
    process.env.AWS_ENDPOINT_URL_S3 = root;
    answers = [page("1", "t1"), gives("", 503), page("1", "t1"), page("2")];
    expect(await listRemote("s3://parts/many")).toEqual({ folders: ["in 1", "in 2"], files: ["1", "2"] }); // prettier-ignore
    expect(asked.at(-1)?.url).toContain("continuation-token=t1");
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  });

  test("is told of where there is none, without keys", async () => {
    await expect(readRemote("s3://parts/none.png", 10)).rejects.toThrow(new RemoteError("expected to read s3://parts/none.png, got NoSuchKey (404)", { passing: false })); // prettier-ignore
    await expect(readRemote("s3://parts/line/good/2.png", 10)).rejects.toThrow("got more than 10 bytes"); // prettier-ignore
    await expect(loadDataset("s3://parts/empty")).rejects.toThrow("got s3://parts/empty, which is not there"); // prettier-ignore
    await expect(loadDataset("s3://other/x")).rejects.toThrow("got NoSuchBucket (404)");
  });
});
