import { expect, test } from "vitest";
import { redModel, redPng } from "../test/redModel.ts";
import { createServer } from "./createServer.ts";
import { listen } from "./listen.ts";

test("a server answers on its port until it is closed, and answers what was asked before", async () => {
  const model = redModel();
  let open = (): void => {};
  const server = await createServer({ models: { red: async () => model } });
  const { url, close } = await listen(server, { port: 0, graceMs: 0 });
  const predict = async () =>
    fetch(`${url}/predict`, { method: "POST", body: (await redPng(50)) as never });
  expect((await predict()).status).toBe(200);
  model.before = () => new Promise<void>((resolve) => (open = resolve));
  const last = predict();
  while (model.batches.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  const closed = close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(fetch(`${url}/v2`)).rejects.toThrow("fetch failed");
  open();
  expect((await (await last).json()).predictions[0].score).toBe(50);
  await closed;
  expect(model.released).toBe(true);
});

test("a server that ends answers the connections that wait for it, and those that come while it says it is not ready", async () => {
  const server = await createServer({ models: { red: async () => redModel() } });
  const { url, close } = await listen(server, { port: 0, graceMs: 100 });
  const image = await redPng(50);
  const post = async () => {
    const answer = await fetch(`${url}/predict`, { method: "POST", body: image as never });
    return `${answer.status} ${answer.headers.get("connection")}`;
  };
  expect(await post()).toBe("200 keep-alive");
  const asked = Array.from({ length: 8 }, post); // none of them is connected yet
  const closed = close();
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(503);
  expect(await Promise.all([...asked, post()])).toEqual(Array(9).fill("200 close"));
  await closed;
  await expect(post()).rejects.toThrow("fetch failed");
});

test("a port that another has is an error", async () => {
  const server = await createServer({ models: { red: async () => redModel() } });
  const { url, close } = await listen(server, { port: 0, graceMs: 0 });
  await expect(listen(server, { port: Number(new URL(url).port) })).rejects.toThrow(
    /^listen: expected to listen on 127\.0\.0\.1, port \d+, got .*EADDRINUSE/,
  );
  await close();
});
