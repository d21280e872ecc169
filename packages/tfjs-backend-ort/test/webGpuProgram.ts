// Prints the numbers of a training step that WebGPU is to compute as the processor does, as JSON: a network with what
// differs there. Padding at the end alone, batch norm, relus, max pooling, the largest of many, a stride backwards, and
// an update of more parameters than an operator may have outputs there.
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adamSteps, batchNormTrain } from "@flawlens/ops";
import * as tf from "@tensorflow/tfjs-core";

const { provider } = await useEngine("ort");
const numbers = (shape: number[], from = 0): tf.Tensor =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(2 * (from + i))), shape); // prettier-ignore
const x = numbers([2, 4, 4, 3]) as tf.Tensor4D;
const filters = [numbers([4, 4, 3, 5], 1), numbers([1, 1, 5, 4], 2)] as tf.Tensor4D[];
const [scale, offset] = [numbers([5], 3), numbers([5], 4)] as tf.Tensor1D[];
const ends: [number, number][] = [[0, 0], [0, 3], [0, 3], [0, 0]]; // prettier-ignore

const { value, grads } = tf.valueAndGrads((...params: tf.Tensor[]) => {
  const [first, second, gamma, beta] = params as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D]; // prettier-ignore
  const convolved = tf.conv2d(x, first, 1, ends as never);
  const { y } = batchNormTrain(convolved, gamma, beta, 1e-5);
  const pooled = tf.maxPool(tf.relu(y), 2, 1, "same");
  const map = tf.reshape(tf.conv2d(pooled, second, 1, [[0, 0], [0, 1], [0, 1], [0, 0]] as never), [2, -1]); // prettier-ignore
  const backwards = tf.stridedSlice(map, [0, -1], [2, 0], [1, -1], 0, 2);
  return tf.mean(tf.topk(tf.mul(backwards, backwards), 9).values);
})([...filters, scale, offset]);
const states = Array.from({ length: 15 }, (_, i) => ({
  param: numbers([3], i),
  sum: numbers([3], 20 + i),
  squares: tf.square(numbers([3], 40 + i)),
}));
const settings = { stepSize: tf.scalar(0.1), beta1: 0.9, beta2: 0.999, epsilon: tf.scalar(1e-3) };
const updated = adamSteps(states, states.map(({ sum }) => sum), settings); // prettier-ignore
const found = [...grads, tf.concat(updated.map(({ param }) => param))];
const gradients = found.map((tensor) => [...tensor.dataSync()]);
console.log(JSON.stringify({ provider, loss: value.dataSync()[0], gradients }));
