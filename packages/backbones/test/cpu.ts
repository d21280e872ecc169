import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

/** Tests compute on the cpu backend, slow and plain. */
await setBackend("cpu");
