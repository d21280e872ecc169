import { expect, test } from "vitest";
import { readBody } from "./readBody.ts";

const never = new AbortController().signal;

function request(body: string | ReadableStream, headers?: Record<string, string>): Request {
  return new Request("http://here/", { method: "POST", body, headers, duplex: "half" } as object);
}

/** A body in parts of four bytes, as a client sends it that does not say its length. */
const chunks = (count: number) =>
  new ReadableStream({
    start(controller) {
      for (let i = 0; i < count; i++) controller.enqueue(new Uint8Array(4).fill(i));
      controller.close();
    },
  });

test("a body comes whole, in order", async () => {
  expect([...(await readBody(request(chunks(3)), 12, never))]).toEqual([
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2,
  ]);
});

test.each([
  { of: "that is larger than it may be", body: request(chunks(4)), status: 413 },
  { of: "that says so", body: request("x", { "content-length": "13" }), status: 413 },
  {
    of: "that breaks off",
    body: request(
      new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) }),
    ),
    status: 400,
  },
])("a body $of is refused with $status", async ({ body, status }) => {
  await expect(readBody(body, 12, never)).rejects.toMatchObject({ status });
});

test("a body that never ends ends with the signal", async () => {
  const deadline = new AbortController();
  const reading = readBody(request(new ReadableStream({})), 12, deadline.signal);
  deadline.abort(new Error("too late"));
  await expect(reading).rejects.toThrow("too late");
});
