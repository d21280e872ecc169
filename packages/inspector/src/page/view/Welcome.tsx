/** What a stranger sees first. */
export function Welcome() {
  return (
    <main class="welcome">
      <div class="drop">
        <h2>Drop a detector and images here</h2>
        <p>
          A detector is the file <code>detector.onnx</code> that <code>flawlens train</code> writes.
          Drop it together with images, or drop the whole folder of a run.
        </p>
        <p>The buttons above open files and folders too.</p>
        <p class="soft">Everything is computed in this browser. No image leaves this machine.</p>
      </div>
    </main>
  );
}
