import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Driver } from "./driver.ts";

/** Settings of a browser that calls nobody and asks nothing. */
const PREFERENCES = {
  "marionette.port": 0, // any that is free; Firefox writes it into its profile
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.prefs.recommended": true,
  "toolkit.telemetry.enabled": false,
};

/**
 * Starts headless Firefox, and drives it by Marionette: the commands of W3C WebDriver as JSON over TCP, which geckodriver
 * translates for others. FIREFOX names another program than the system's.
 */
export async function startFirefox(): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), "flawlens-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`); // prettier-ignore
  await writeFile(join(profile, "user.js"), lines.join("\n"));
  const program = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  const firefox = spawn(program, ["--headless", "--marionette", "--no-remote", "--profile", profile], { stdio: "ignore" }); // prettier-ignore
  const ended = new Promise<never>((_, reject) => {
    firefox.once("error", reject);
    firefox.once("exit", (code) => reject(new Error(`Firefox ended with ${code}`)));
  });
  ended.catch(() => {}); // is awaited only while it starts
  const port = await Promise.race([portOf(profile), ended]);
  const { send, end } = await connected(port);
  const started = await send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
  const { browserVersion } = (started as { capabilities: { browserVersion: string } }).capabilities;
  return {
    name: `Firefox ${browserVersion}`,
    send,
    async close() {
      const gone = new Promise((resolve) => firefox.once("exit", resolve));
      await send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => firefox.kill());
      end();
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The port that Firefox listens on, once it does. */
async function portOf(profile: string): Promise<number> {
  for (let tries = 0; tries < 600; tries++) {
    const text = await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => "");
    if (text !== "") return Number(text);
    await wait(100);
  }
  throw new Error("startFirefox: expected Firefox to listen within a minute; it did not");
}

/** A connection on which each message is `length:json`: `[0, id, command, parameters]`, `[1, id, error, result]`. */
async function connected(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let pending = Buffer.alloc(0);
  let hello = () => {};
  const greeted = new Promise<void>((resolve, reject) => {
    hello = resolve;
    socket.once("error", reject);
  });
  const answer = (text: string) => {
    const message = JSON.parse(text) as object;
    if (!Array.isArray(message)) return hello();
    const [, id, error, result] = message as [1, number, { error: string; message: string } | null, { value?: unknown } | null]; // prettier-ignore
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(new Error(`${error.error}: ${error.message}`));
    else call?.resolve(result && "value" in result ? result.value : result);
  };
  socket.on("data", (data) => {
    pending = Buffer.concat([pending, data]);
    for (;;) {
      const colon = pending.indexOf(":");
      const end = colon + 1 + Number(pending.subarray(0, colon));
      if (colon < 0 || pending.length < end) return;
      const text = pending.subarray(colon + 1, end).toString();
      pending = pending.subarray(end);
      answer(text);
    }
  });
  socket.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("Firefox closed the connection"));
    waiting.clear();
  });
  await greeted;
  let last = 0;
  return {
    send: (command: string, parameters: object = {}) =>
      new Promise<unknown>((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const text = JSON.stringify([0, id, command, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      }),
    end: () => socket.destroy(),
  };
}
