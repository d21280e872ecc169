import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Driver } from "./driver.ts";

/** Where WebDriver has each command: its method and its path below the session's. */
const PLACES: Record<string, [method: "GET" | "POST", path: string]> = {
  "WebDriver:SetTimeouts": ["POST", "/timeouts"],
  "WebDriver:Navigate": ["POST", "/url"],
  "WebDriver:ExecuteAsyncScript": ["POST", "/execute/async"],
  "WebDriver:FindElement": ["POST", "/element"],
  "WebDriver:ElementClick": ["POST", "/element/{id}/click"],
  "WebDriver:ElementSendKeys": ["POST", "/element/{id}/value"],
  "WebDriver:PerformActions": ["POST", "/actions"],
  "WebDriver:SetWindowRect": ["POST", "/window/rect"],
  "WebDriver:TakeScreenshot": ["GET", "/screenshot"],
};

/**
 * Starts WebKitGTK's MiniBrowser, Safari's engine, and drives it by W3C WebDriver over HTTP (Debian's packages
 * webkit2gtk-driver and xvfb). It has no headless mode: where there is no display, it gets an X server of its own.
 * MINIBROWSER names another program than Debian's.
 */
export async function startWebKit(): Promise<Driver> {
  const binary = process.env.MINIBROWSER ?? "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
  const { display, x } = process.env.DISPLAY ? { display: process.env.DISPLAY } : await startX();
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    // As root there is no sandbox for its processes; without a graphics card the processor draws.
    env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1" }, // prettier-ignore
  });
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) }); // prettier-ignore
    const { value } = (await response.json()) as { value: { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await answers(driver, () => call("GET", "/status"));
  const options = { binary, args: ["--automation"] };
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
  const { sessionId, capabilities: found } = (await call("POST", "/session", { capabilities })) as {
    sessionId: string;
    capabilities: { browserVersion: string };
  };
  return {
    name: `WebKitGTK ${found.browserVersion}`,
    send(command, parameters = {}) {
      const [method, path] = PLACES[command];
      const { id = "" } = parameters as { id?: string };
      const place = `/session/${sessionId}${path.replace("{id}", id)}`;
      return call(method, place, method === "POST" ? parameters : undefined);
    },
    async close() {
      await call("DELETE", `/session/${sessionId}`).catch(() => {});
      driver.kill();
      x?.kill();
    },
  };
}

/** An X server without a screen, on the first display that is free. */
async function startX(): Promise<{ display: string; x: ChildProcess }> {
  const x = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    x.once("error", reject);
    x.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
  });
  return { display: `:${number}`, x };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(driver: ChildProcess, status: () => Promise<unknown>): Promise<void> {
  let failed: Error | undefined;
  driver.once("error", (error) => (failed = error));
  for (let tries = 0; tries < 100; tries++) {
    if (failed) throw failed;
    try {
      await status();
      return;
    } catch {
      await wait(100);
    }
  }
  throw new Error("startWebKit: expected WebKitWebDriver to answer within 10 s; it did not");
}
