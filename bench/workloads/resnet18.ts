// One step of fine-tuning a whole ResNet-18 (batch norm by the batch, max pooling, Adam), batch 8:
//   node --import tsx bench/workloads/resnet18.ts 128
import { initParams, networkSpec, resnet18Network, runNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { adam, trainStep } from "@flawlens/training";
import {
  type Scalar,
  type Tensor2D,
  add,
  dispose,
  logSoftmax,
  matMul,
  mean,
  mul,
  neg,
  reshape,
  sum,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { benchEngine } from "../_engine.ts";
import { flop, trainingFlop } from "../_flop.ts";
import { uniform } from "../_trainingStep.ts";
import { clock, LONG_WARM } from "../clock.ts";

const side = Number(process.argv[2] ?? 128);
const batch = 8;
const name = await benchEngine();
const random = randomStream(1);
const spec = networkSpec(resnet18Network, { upTo: "avgpool" });
const head = [
  { name: "fc.weight", shape: [2, 512], kind: "linear" as const, trainable: true },
  { name: "fc.bias", shape: [2], kind: "vector" as const, trainable: true },
];
let params = initParams([...spec, ...head], { random });
const trainable = [...spec, ...head].filter((param) => param.trainable).map((param) => param.name);
const images = uniform([batch, side, side, 3]);
const labels = tensor2d(Array.from({ length: batch }, (_, i) => (i % 2 ? [0, 1] : [1, 0])));
const optimizer = adam({ learningRate: 1e-4 });

async function step(): Promise<number> {
  const stepped = trainStep(
    params,
    { ids: [], input: images },
    {
      optimizer,
      trainable,
      lossOf: (now, { input }) => {
        const layers = ["avgpool"] as const;
        const run = runNetwork(resnet18Network, now, input, { layers, batchNorm: "batch" });
        const features = reshape(run.features.avgpool, [batch, 512]) as Tensor2D;
        const logits = add(matMul(features, now["fc.weight"]), now["fc.bias"]);
        const loss = neg(mean(sum(mul(logSoftmax(logits), labels), 1)));
        return { loss: loss as Scalar, updates: run.running };
      },
    },
  );
  for (const [key, tensor] of Object.entries(params))
    if (stepped.params[key] !== tensor) dispose(tensor);
  params = stepped.params;
  const [loss] = await stepped.loss.data();
  stepped.loss.dispose();
  return loss;
}

const perImage = flop(resnet18Network, { side, upTo: "avgpool" });
await clock(`resnet18-${side}`, name, step, {
  flop: batch * trainingFlop(perImage),
  warm: side > 128 ? undefined : LONG_WARM,
});
