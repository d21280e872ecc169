import { findBackend, setBackend } from "@tensorflow/tfjs-core";

// Runs before each test file of those that share a process: a file that computes begins on TensorFlow.js's cpu
// backend, as it would in a process of its own, whatever engine the file before it chose.
if (findBackend("cpu")) await setBackend("cpu");
