import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/ops"; // registers the gradients

/** Tests compute on the cpu backend, slow and plain. */
await setBackend("cpu");
