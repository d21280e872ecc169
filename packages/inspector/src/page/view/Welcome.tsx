import { needsToken, report, servedModels } from "../state/store.ts";
import { listModels, openServedModel } from "../state/servedModels.ts";

/** What a stranger sees first. */
export function Welcome() {
  return (
    <main class="welcome">
      {needsToken.value && <Token />}
      {servedModels.value.length > 0 && (
        <section class="served">
          <h2>Detectors of this server</h2>
          <ul>
            {servedModels.value.map((name) => (
              <li key={name}>
                <button type="button" onClick={() => openServedModel(name).catch(report)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
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

/** Asks for the token of the server, which only this page keeps, until it is closed. */
function Token() {
  return (
    <form
      class="served"
      onSubmit={(event) => {
        event.preventDefault();
        const { value } = event.currentTarget.elements.namedItem("token") as HTMLInputElement;
        void listModels(value);
      }}
    >
      <h2>This server wants its token</h2>
      <p class="row">
        <label>
          Token <input name="token" type="password" autocomplete="off" required />
        </label>
        <button type="submit">List its detectors</button>
      </p>
    </form>
  );
}
