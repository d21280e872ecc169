import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { describeWithModel } from "./describeWithModel.ts";

interface Asked {
  url?: string;
  authorization?: string;
  body: { model: string; messages: { content: unknown }[] };
}

let server: Server;
let asked: Asked[];
let answer: { status: number; text: string } | undefined;
let baseUrl: string;

const saying = (content: unknown) => ({
  status: 200,
  text: JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }),
});

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    const body = JSON.parse(await bodyOf(request)) as Asked["body"];
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    if (answer) response.writeHead(answer.status).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

const pair = { category: "wood", defectType: "scratch", image: "none.png" };

describe("describeWithModel", () => {
  test("asks the endpoint and takes its phrase without quotes and full stop", async () => {
    answer = saying(' "A scratch in wood." ');
    const describeIt = describeWithModel({ baseUrl: `${baseUrl}/`, model: "m", apiKey: "k" });
    expect(await describeIt(pair)).toBe("A scratch in wood");
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      url: "/v1/chat/completions",
      authorization: "Bearer k",
      body: { model: "m" },
    });
    expect(asked[0].body.messages[0].content).toMatch(/"wood".*"scratch"/);
  });

  test("sends the image only where told to, as a data address", async () => {
    answer = saying("x");
    const folder = await mkdtemp(join(tmpdir(), "describe-"));
    const image = join(folder, "a.JPG");
    await writeFile(image, "pixels");
    await describeWithModel({ baseUrl, model: "m", sendImage: true })({ ...pair, image });
    await rm(folder, { recursive: true });
    const url = `data:image/jpeg;base64,${Buffer.from("pixels").toString("base64")}`;
    expect(asked[0].authorization).toBeUndefined();
    expect(asked[0].body.messages[0].content).toContainEqual({
      type: "image_url",
      image_url: { url },
    });
  });

  test.each([
    { of: "a refusal", given: { status: 401, text: "bad key" }, got: "got 401: bad key" },
    {
      of: "no JSON",
      given: { status: 200, text: "hello" },
      got: "got something else than one line of text: hello",
    },
    { of: "two lines", given: saying("a\nb"), got: "got something else than one line of text" },
    { of: "nothing said", given: saying(""), got: "got something else than one line of text" },
  ])("refuses $of", async ({ given, got }) => {
    answer = given;
    await expect(describeWithModel({ baseUrl, model: "m" })(pair)).rejects.toThrow(got);
  });

  test("ends when nothing comes", async () => {
    answer = undefined;
    await expect(describeWithModel({ baseUrl, model: "m", timeoutMs: 50 })(pair)).rejects.toThrow(
      "got no answer in 50 ms",
    );
  });
});
