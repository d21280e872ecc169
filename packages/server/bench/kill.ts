// node --conditions=@flawlens/source --import=tsx packages/server/bench/kill.ts DETECTOR
//
// Eight clients ask without a pause and ask again where nobody answers, while the server is killed (kill -9) and started
// again three times, made to load its file again (SIGHUP) ten times, and told to end (SIGTERM). Every request must end
// with its own image's score; without a kill none may be asked twice.
import { ask, knownImages } from "./_knownImages.ts";
import { startServer } from "./_startServer.ts";

const [detector] = process.argv.slice(2);
const images = await knownImages(detector, 16);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let server = await startServer(detector);
const { url } = server;
const port = Number(new URL(url).port);
const counts = { right: 0, wrong: 0, askedAgain: 0 };
const stop = new AbortController();

async function client(_: unknown, offset: number): Promise<void> {
  for (let i = offset; !stop.signal.aborted; i++) {
    for (;;) {
      const { status, right } = await ask(url, images[i % images.length]).catch(() => ({
        status: 0,
        right: false,
      }));
      if (status === 200) {
        counts[right ? "right" : "wrong"]++;
        break;
      }
      counts.askedAgain++;
      if (stop.signal.aborted) return;
      await sleep(50);
    }
  }
}

const clients = Array.from({ length: 8 }, client);
for (let i = 0; i < 10; i++) {
  await sleep(1000);
  server.child.kill("SIGHUP");
}
await sleep(3000);
const reloads = server.errors().split("reloaded").length - 1;
console.log(`after ${reloads} reloads:`, { ...counts });
let fine = counts.askedAgain === 0 && counts.wrong === 0 && reloads > 0;
for (let i = 0; i < 3; i++) {
  server.child.kill("SIGKILL");
  await server.ended;
  server = await startServer(detector, { port });
  console.log(`started again after kill -9 in ${server.milliseconds.toFixed(0)} ms`);
  const before = counts.right;
  while (counts.right < before + 50) await sleep(50);
}
console.log("after 3 kills:", { ...counts });
const inFlight = images.slice(0, 8).map((image) => ask(url, image));
await sleep(20); // they are on their way
server.child.kill("SIGTERM");
const last = await Promise.allSettled(inFlight);
stop.abort();
await Promise.all(clients);
const answered = last.filter((one) => one.status === "fulfilled" && one.value.status !== 0).length;
const code = await server.ended;
console.log(`at SIGTERM ${answered} of 8 on their way answered; exit code ${code}`);
fine &&= counts.wrong === 0 && code === 0;
console.log(fine ? "every request ended with its own answer" : "FAILED");
process.exitCode = fine ? 0 : 1;
