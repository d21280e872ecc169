import * as tf from "@tensorflow/tfjs-core";
import "@flawlens/tfjs-backend-ort";
import { adamStep, batchNormTrain } from "@flawlens/tfjs-backend-ort/ops";

await tf.setBackend("ort");
const N = 8, H = 25, M = 8;
const names: string[] = [];
let params: Record<string, tf.Tensor> = {};
const add = (n: string, t: tf.Tensor) => { names.push(n); params[n] = t; };
add("w1", tf.randomNormal([3, 3, 320, 512], 0, 0.02)); add("b1", tf.zeros([512])); add("g1", tf.ones([512])); add("o1", tf.zeros([512]));
add("w2", tf.randomNormal([3, 3, 512, 512], 0, 0.02)); add("b2", tf.zeros([512])); add("g2", tf.ones([512])); add("o2", tf.zeros([512]));
add("w3", tf.randomNormal([1, 1, 512, M], 0, 0.02)); add("b3", tf.zeros([M]));
let m: Record<string, tf.Tensor> = {}, v: Record<string, tf.Tensor> = {};
for (const n of names) { m[n] = tf.zerosLike(params[n]); v[n] = tf.zerosLike(params[n]); }
const x = tf.randomNormal([N, H, H, 320]) as tf.Tensor4D;
const y = tf.tensor2d(Float32Array.from({ length: N * M }, () => (Math.random() < 0.2 ? 1 : 0)), [N, M]);
const loss = (...list: tf.Tensor[]) => {
  const p = Object.fromEntries(names.map((n, i) => [n, list[i]])) as Record<string, any>;
  let h = tf.add(tf.conv2d(x, p.w1, 1, "same"), p.b1) as tf.Tensor4D;
  h = tf.relu(batchNormTrain(h, p.g1, p.o1, 1e-5).y);
  h = tf.add(tf.conv2d(h, p.w2, 1, "same"), p.b2) as tf.Tensor4D;
  h = tf.relu(batchNormTrain(h, p.g2, p.o2, 1e-5).y);
  const phi = tf.add(tf.conv2d(h, p.w3, 1, "same"), p.b3);
  const s = tf.square(phi);
  const z = tf.maximum(tf.mean(tf.div(s, tf.add(tf.sqrt(tf.add(s, 1)), 1)), [1, 2]), 1e-12);
  const l1 = tf.neg(tf.log(tf.sub(1, tf.exp(tf.neg(z)))));
  return tf.mean(tf.add(tf.mul(tf.sub(1, y), z), tf.mul(y, l1))) as tf.Scalar;
};
const times: number[] = [];
for (let i = 0; i < 12; i++) {
  const t = performance.now();
  const value = tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads(loss)(names.map((n) => params[n]));
    const stepSize = tf.scalar(1e-4), epsilon = tf.scalar(1e-8);
    const next: any = {}, m2: any = {}, v2: any = {};
    names.forEach((n, k) => {
      const [a, b, c] = adamStep(params[n], grads[k], m[n], v[n], { stepSize, beta1: 0.9, beta2: 0.999, epsilon });
      next[n] = tf.keep(a); m2[n] = tf.keep(b); v2[n] = tf.keep(c);
    });
    tf.dispose([params, m, v] as any);
    params = next; m = m2; v = v2;
    return value;
  });
  const l = value.dataSync()[0]; value.dispose();
  times.push(performance.now() - t);
  console.log(i, l.toFixed(5), times.at(-1)!.toFixed(0), tf.memory().numTensors);
}
console.log((tf.backend() as any).statistics());
times.splice(0, 4); console.log("median", times.sort((a, b) => a - b)[times.length >> 1], "min", times[0]);
