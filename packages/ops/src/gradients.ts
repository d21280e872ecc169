// TensorFlow.js keeps its gradients in a module that its package does not let Node import; the
// build replaces this file by a bundle of it.
// @ts-expect-error -- no types of its own: it is imported for what it registers
import "@tensorflow/tfjs-core/dist/register_all_gradients";
