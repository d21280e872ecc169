// Asks MLServer, the protocol's Python server, by the client that the tests ask our own server with:
//
// pip install mlserver && (cd packages/server/bench/mlserver && mlserver start .)
// node --conditions=@flawlens/source --import=tsx packages/server/bench/mlserver.ts http://127.0.0.1:8080
import { deepStrictEqual } from "node:assert/strict";
import { oipClient } from "../test/oipClient.ts";

const [url = "http://127.0.0.1:8080"] = process.argv.slice(2);
const client = oipClient(fetch, url);
for (const answer of [await client.live(), await client.ready(), await client.modelReady("echo")])
  deepStrictEqual(answer.status, 200);
console.log("server:", (await client.server()).json);
const data = [1, 2, 3, 250];
const images = { name: "images", datatype: "UINT8", shape: [1, 2, 2, 1], data };
const { json, values } = await client.infer("echo", images, { id: "7" });
deepStrictEqual([json.id, json.model_name, values], ["7", "echo", { images: data }]);
const texts = { name: "verdicts", datatype: "BYTES", shape: [2], data: ["normal", "undecided"] };
deepStrictEqual((await client.infer("echo", texts)).values, { verdicts: texts.data });
console.log("MLServer and our client agree");
