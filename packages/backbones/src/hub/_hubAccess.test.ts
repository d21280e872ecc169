import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";

import { Answered, NoAnswer, hubAccess } from "./_hubAccess.ts";

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (endpoint: string, stallMs = 5000, signal?: AbortSignal) =>
  hubAccess(endpoint, "hf_secret", stallMs).ask(async (params) => {
    const headers = { Authorization: `Bearer ${params.accessToken}` };
    return (await params.fetch(`${params.hubUrl}/x`, { headers })).json() as Promise<unknown>;
  }, signal);

describe("hubAccess", () => {
  test("asks with the token, without the space around it, and reads the answer", async () => {
    const endpoint = await serve(({ headers }, response) =>
      response.end(JSON.stringify(headers.authorization)),
    );
    const { accessToken, hubUrl } = hubAccess(`${endpoint}/`, " hf_secret\n", 1000);
    expect({ accessToken, hubUrl }).toEqual({ accessToken: "hf_secret", hubUrl: endpoint });
    expect(await get(endpoint)).toBe("Bearer hf_secret");
  });

  test("does not tell the token to a host that the endpoint redirects to", async () => {
    const received: unknown[] = [];
    const other = await serve(({ headers }, response) => {
      received.push(headers.authorization);
      response.end("1");
    });
    const endpoint = await serve((_, response) =>
      response.writeHead(307, { location: `${other}/y` }).end(),
    );
    expect(await get(endpoint)).toBe(1);
    expect(received).toEqual([undefined]);
  });

  test.each<{ of: string; listener: RequestListener }>([
    { of: "headers", listener: () => {} },
    { of: "the rest of a body", listener: (_, response) => void response.write("[1,") },
    {
      of: "the end of a body that drips",
      listener: (_, response) => {
        const timer = setInterval(() => response.write(" "), 10);
        response.on("close", () => clearInterval(timer));
      },
    },
  ])("does not wait without end for $of", async ({ listener }) => {
    const endpoint = await serve(listener);
    await expect(get(endpoint, 100)).rejects.toThrow(new NoAnswer("no answer in 100 ms"));
  });

  test.each([
    { of: "a page", text: "<html>hf_secret</html>" },
    { of: "null", text: "null" },
    { of: "nothing", text: "" },
  ])("says of $of that it is no Hub's answer, without quoting it", async ({ text }) => {
    const endpoint = await serve((_, response) => response.end(text));
    await expect(get(endpoint)).rejects.toThrow(
      `expected the JSON of a Hub from ${endpoint}, got something else: a sign-in page of the network`,
    );
    await expect(get(endpoint)).rejects.not.toThrow("hf_secret");
  });

  test("knows a failure by its status, whatever is said with it", async () => {
    const endpoint = await serve((_, response) =>
      response.writeHead(403, { "content-type": "application/json" }).end("no JSON"),
    );
    const { modelInfo } = await import("@huggingface/hub");
    const asked = hubAccess(endpoint, undefined, 5000).ask((params) =>
      modelInfo({ ...params, name: "a/b" }),
    );
    await expect(asked).rejects.toThrow(new Answered(403));
  });

  test("ends when told to", async () => {
    const endpoint = await serve(() => {});
    await expect(get(endpoint, 5000, AbortSignal.timeout(20))).rejects.toThrow("timeout");
  });

  test("reads no answer that has no end", async () => {
    const piece = Buffer.alloc(2 ** 20, " ");
    const endpoint = await serve((_, response) => {
      const send = () => {
        while (response.write(piece));
        response.once("drain", send);
      };
      send();
    });
    await expect(get(endpoint)).rejects.toThrow("an answer of at most 16777216 bytes, got more");
  });

  test.each([
    { endpoint: "https://me:hidden@mirror.example", got: "got one with a name or password" },
    { endpoint: "mirror.example/hidden@host", got: "got ...host" },
    { endpoint: "https://mirror.example?key=hidden", got: "got https://mirror.example..." },
    { endpoint: "file:///etc", got: "got file:///etc" },
  ])("refuses the endpoint $endpoint and tells no secret of it", ({ endpoint, got }) => {
    const open = () => hubAccess(endpoint, undefined, 1000);
    expect(open).toThrow(`expected an endpoint such as https://huggingface.co, ${got}`);
    expect(open).not.toThrow("hidden");
  });

  test("refuses a token that cannot be sent, and does not tell it", () => {
    const open = () => hubAccess("https://huggingface.co", "hf_hid\nden", 1000);
    expect(open).toThrow("expected a token of letters and digits, got one with spaces");
    expect(open).not.toThrow("hid");
  });
});
