// node --conditions=@flawlens/source --import=tsx packages/server/bench/mutate.ts DETECTOR [REQUESTS]
//
// Sends 10,000 requests as bytes on sockets, each a good one in which something was changed at random: bits, cuts,
// insertions and repetitions anywhere in headers and body, wrong lengths, types, methods and addresses. Fails at a
// status of 500 or above that is not meant (503 and 504 are), an error that the server did not expect, or where the
// server is another process afterwards or gives the good requests other answers.
import { connect } from "node:net";
import { randomStream } from "@flawlens/sampling";
import { loadDetector } from "@flawlens/inference";
import sharp from "sharp";
import { ask, knownImages } from "./_knownImages.ts";
import { startServer } from "./_startServer.ts";

const [detector, count = "10000"] = process.argv.slice(2);
const random = randomStream(3);
const below = (n: number) => Math.floor(random() * n);
const one = <T>(list: readonly T[]): T => list[below(list.length)];

const known = await knownImages(detector, 4);
const { metadata, release } = await loadDetector(detector);
await release();
const good = await goodRequests();
const { url, child, errors, ended } = await startServer(detector);
const { hostname, port } = new URL(url);
/** Answers of the application and of Node's parser by status: only what Node accepts as HTTP reaches the former. */
const statuses = { application: {}, parser: {} } as Record<string, Record<string, number>>;
const unmeant: string[] = [];

let next = 0;
const worker = async () => {
  while (next < Number(count)) {
    next++;
    const { bytes, whole } = mutated(one(good));
    const { status, by } = await send(bytes, whole);
    statuses[by][status] = (statuses[by][status] ?? 0) + 1;
    if (status.startsWith("5") && status !== "503" && status !== "504")
      unmeant.push(`${status}: ${bytes.subarray(0, 300).toString("latin1")}`);
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
const right = await Promise.all(known.map((image) => ask(url, image)));
child.kill("SIGTERM");
const code = await ended;
console.log(statuses);
if (unmeant.length > 0) console.log(unmeant.slice(0, 5));
if (errors() !== "") console.log(errors().slice(0, 3000));
const fine =
  unmeant.length === 0 && errors() === "" && code === 0 && right.every((answer) => answer.right);
console.log(fine ? `${next} requests, no crash, no 5xx that is not meant` : "FAILED");
process.exitCode = fine ? 0 : 1;

/** Good requests of every kind, their images small, so that most of the bytes matter. */
async function goodRequests(): Promise<Buffer[]> {
  const image = sharp({ create: { width: 24, height: 24, channels: 3, background: "#a52" } });
  const files = [
    await image.clone().png().toBuffer(),
    await image.clone().jpeg().toBuffer(),
    await image.clone().webp().toBuffer(),
    await image.clone().gif().toBuffer(),
    await image.clone().tiff().toBuffer(),
  ];
  const post = (path: string, body: Buffer, headers: Record<string, string>) =>
    Buffer.concat([
      Buffer.from(
        [
          `POST ${path} HTTP/1.1`,
          "Host: here",
          "Connection: close",
          `Content-Length: ${body.length}`,
          ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          "\r\n",
        ].join("\r\n"),
      ),
      body,
    ]);
  const form = Buffer.concat([
    ...files.flatMap((file, i) => [
      Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="f"; filename="${i}"\r\nContent-Type: image/png\r\n\r\n`,
      ),
      file,
      Buffer.from("\r\n"),
    ]),
    Buffer.from("--b--\r\n"),
  ]);
  const { height, width } = metadata.input;
  const pixels = Buffer.alloc(height * width * 3, 7);
  const tensor = { name: "images", datatype: "UINT8", shape: [1, height, width, 3] };
  const scores = [{ name: "scores" }, { name: "verdicts" }];
  const header = JSON.stringify({
    id: "1",
    inputs: [{ ...tensor, parameters: { binary_data_size: pixels.length } }],
    outputs: scores,
  });
  const json = { "Content-Type": "application/json" };
  const infer = "/v2/models/parts/infer";
  const text = (value: unknown) => Buffer.from(JSON.stringify(value));
  return [
    ...files.map((file) => post("/predict", file, { "Content-Type": "image/png" })),
    post("/predict?model=parts", files[0], { Accept: "image/png" }),
    post("/predict", form, { "Content-Type": "multipart/form-data; boundary=b" }),
    post("/predict", text({ images: files.map((file) => file.toString("base64")) }), json),
    post(infer, text({ inputs: [{ ...tensor, data: [1, 2, 3] }], outputs: scores }), json),
    post(infer, Buffer.concat([Buffer.from(header), pixels]), {
      "Inference-Header-Content-Length": String(header.length),
    }),
    post("/v2/repository/index", Buffer.from("{}"), json),
    ...["/v2/models/parts", "/metrics"].map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`),
    ),
  ];
}

/**
 * The request with one to four changes, and whether it still ends where it says. Nine in ten are changed in their
 * body alone, where there is one.
 */
function mutated(request: Buffer): { bytes: Buffer; whole: boolean } {
  const end = request.indexOf("\r\n\r\n") + 4;
  if (end === request.length || random() < 0.1) return { bytes: changed(request), whole: false };
  const body = changed(request.subarray(end));
  const head = request
    .toString("latin1", 0, end)
    .replace(/Content-Length: \d+/, `Content-Length: ${body.length}`);
  return { bytes: Buffer.concat([Buffer.from(head, "latin1"), body]), whole: true };
}

function changed(bytes: Buffer): Buffer {
  let result = Buffer.from(bytes);
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(Math.min(result.length, one([200, Infinity]))) || 0;
    const length = 1 + below(one([1, 8, 200]));
    const rest = result.subarray(at + length);
    const junk = Buffer.from(Array.from({ length }, () => below(256)));
    const part = result.subarray(at, at + length);
    const kinds = [
      () => result.map((byte, i) => (i === at ? byte ^ (1 << below(8)) : byte)),
      () => Buffer.concat([result.subarray(0, at), rest]),
      () => Buffer.concat([result.subarray(0, at), junk, result.subarray(at)]),
      () => Buffer.concat([result.subarray(0, at), junk, rest]),
      () => Buffer.concat([result.subarray(0, at), part, part, result.subarray(at + length)]),
      () => result.subarray(0, at),
      () =>
        Buffer.from(
          result
            .toString("latin1")
            .replace(/\d+/g, (digits) =>
              random() < 0.1 ? one(["0", "-1", "1e9", "99999999999", "NaN", "[]"]) : digits,
            ),
          "latin1",
        ),
    ];
    result = Buffer.from(one(kinds)());
    if (result.length === 0) return result;
  }
  return result;
}

/** The status of the answer; `closed` where the server hangs up without one, `silent` where it waits for more. */
function send(request: Buffer, whole: boolean): Promise<{ status: string; by: string }> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = "";
    let gone = false;
    const finish = (without: string): void => {
      if (gone) return;
      gone = true;
      socket.destroy();
      const status = /^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? without;
      resolve({ status, by: /content-security-policy/i.test(answer) ? "application" : "parser" });
    };
    socket.setTimeout(20_000, () => finish("silent"));
    socket.on("data", (data) => {
      answer += data.toString("latin1");
      if (answer.includes("\r\n\r\n")) finish("closed");
    });
    socket.on("error", () => finish("closed"));
    socket.on("close", () => finish("closed"));
    // Half closed, a request that says it is longer ends early instead of waiting; Node gives no answer then.
    if (whole) socket.write(request);
    else socket.end(request);
  });
}
