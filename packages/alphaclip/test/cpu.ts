import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort"; // brings the gradients

/** Tests compute on the cpu backend, slow and plain. */
await setBackend("cpu");
