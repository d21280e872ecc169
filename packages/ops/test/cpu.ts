import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import "../src/index.ts"; // registers the gradients

/** Tests compute on TensorFlow.js's cpu backend; the `ort` engine compares its kernels in its own tests. */
await setBackend("cpu");
