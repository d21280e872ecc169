import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { describeWithModel } from "./describeWithModel.ts";

const png = Buffer.from("89504e470d0a1a0a", "hex");

interface Asked {
  url?: string;
  authorization?: string;
  body: { model: string; messages: { content: unknown }[] };
}

let server: Server;
let asked: Asked[];
let answer: { status: number; text: string; headers?: Record<string, string> } | undefined;
let stream: ((response: ServerResponse) => void) | undefined;
let baseUrl: string;

const saying = (content: unknown) => ({
  status: 200,
  text: JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }),
});

beforeEach(async () => {
  asked = [];
  stream = undefined;
  server = createServer(async (request, response) => {
    const body = JSON.parse(await bodyOf(request)) as Asked["body"];
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    if (stream) stream(response);
    else if (answer) response.writeHead(answer.status, answer.headers).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "describe-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

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

  test("sends the image only where told to, as a data address of the type that it is", async () => {
    answer = saying("x");
    const image = join(await folder(), "a.JPG");
    await writeFile(image, png);
    await describeWithModel({ baseUrl, model: "m", sendImage: true })({ ...pair, image });
    const url = `data:image/png;base64,${png.toString("base64")}`;
    expect(asked[0].authorization).toBeUndefined();
    expect(asked[0].body.messages[0].content).toContainEqual({
      type: "image_url",
      image_url: { url },
    });
  });

  test("sends nothing but images, wherever a link leads, and waits for no pipe", async () => {
    answer = saying("x");
    const root = await folder();
    await writeFile(join(root, "secret.txt"), "secret");
    await symlink(join(root, "secret.txt"), join(root, "part.png"));
    const describeIt = describeWithModel({ baseUrl, model: "m", sendImage: true });
    await expect(describeIt({ ...pair, image: join(root, "part.png") })).rejects.toThrow(
      "part.png, got other bytes; it is not sent. Images are png, jpeg, webp, gif, bmp, tiff",
    );
    execFileSync("mkfifo", [join(root, "pipe.png")]);
    await expect(describeIt({ ...pair, image: join(root, "pipe.png") })).rejects.toThrow(
      "got a folder, a pipe or a device",
    );
    expect(asked).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])(
    "does not follow a redirect (%i): neither image nor key reach the other host",
    async (status) => {
      const received: string[] = [];
      const other = createServer((request, response) => {
        received.push(request.url ?? "");
        response.end(saying("a scratch").text);
      });
      await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
      const place = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`;
      answer = { status, text: "", headers: { location: `${place}?key=hidden` } };
      const image = join(await folder(), "a.png");
      await writeFile(image, png);
      const describeIt = describeWithModel({ baseUrl, model: "m", apiKey: "sk", sendImage: true });
      await expect(describeIt({ ...pair, image })).rejects.toThrow(
        `got a redirect (${status}) to ${place}; the question is not sent on: give that address as baseUrl`,
      );
      other.close();
      expect(received).toEqual([]);
    },
  );

  test("keeps a query of the address behind its path, and out of messages", async () => {
    answer = saying("x");
    await describeWithModel({ baseUrl: `${baseUrl}?version=hidden`, model: "m" })(pair);
    expect(asked[0].url).toBe("/v1/chat/completions?version=hidden");
    answer = { status: 500, text: "no" };
    const failing = describeWithModel({ baseUrl: `${baseUrl}?version=hidden`, model: "m" })(pair);
    await expect(failing).rejects.toThrow(`from ${baseUrl}/chat/completions, got 500: no`);
  });

  test("has the key in no error, not even in what is behind it", async () => {
    const apiKey = "sk-hidden";
    const long = `${"x".repeat(195)}${apiKey}`; // a quote would be cut inside it
    for (const given of [`no ${apiKey}`, long, JSON.stringify({ error: apiKey })]) {
      for (const status of [200, 401]) {
        answer = { status, text: given };
        const failing = describeWithModel({ baseUrl, model: "m", apiKey })(pair);
        const error: unknown = await Promise.resolve(failing).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Error);
        expect(inspect(error, { depth: 9 })).not.toMatch(/sk-h/);
      }
    }
    const escaped = 'sk-h"idden\\';
    for (const given of [
      { status: 401, text: JSON.stringify({ error: `no ${escaped}` }) },
      { status: 307, text: "", headers: { location: `/${encodeURIComponent(escaped)}/v1` } },
      { status: 307, text: "", headers: { location: `/${"x".repeat(170)}${encodeURIComponent(escaped)}` } }, // prettier-ignore
    ]) {
      answer = given;
      const failing = describeWithModel({ baseUrl, model: "m", apiKey: escaped })(pair);
      const error: unknown = await Promise.resolve(failing).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 9 })).not.toMatch(/sk-h|idden/);
    }
    for (const unsent of ["sk-hid\nden", "sk-hid\u0001den", "sk-hidé"]) {
      const make = () => describeWithModel({ baseUrl, model: "m", apiKey: unsent });
      expect(make).toThrow("describeWithModel: expected an apiKey of letters, digits and signs");
      expect(make).not.toThrow("sk-hid");
    }
  });

  test.each([
    { baseUrl: "http://me:hidden@localhost/v1", got: "got one with a name or password" },
    { baseUrl: "localhost hidden", got: "got no address" },
    { baseUrl: "file:///hidden", got: "got one of file:" },
  ])("refuses the address $baseUrl without quoting it", ({ baseUrl, got }) => {
    const make = () => describeWithModel({ baseUrl, model: "m" });
    expect(make).toThrow(`expected a baseUrl such as http://localhost:11434/v1, ${got}`);
    expect(make).not.toThrow("hidden");
  });

  test("reads no answer that has no end", async () => {
    stream = (response) => {
      const send = () => {
        while (response.write(Buffer.alloc(2 ** 16, " ")));
        response.once("drain", send);
      };
      send();
    };
    await expect(describeWithModel({ baseUrl, model: "m" })(pair)).rejects.toThrow(
      "an answer of more than 1048576 bytes",
    );
  });

  test("waits no longer than the time that it has for an answer that drips", async () => {
    stream = (response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
    };
    await expect(describeWithModel({ baseUrl, model: "m", timeoutMs: 100 })(pair)).rejects.toThrow(
      "got no answer in 100 ms",
    );
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
