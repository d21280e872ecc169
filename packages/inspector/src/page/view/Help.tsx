import { useEffect, useRef } from "preact/hooks";
import { help } from "../state/store.ts";
import { keyBindings } from "./keys.ts";

const names: Record<string, string> = {
  ArrowRight: "→",
  ArrowLeft: "←",
  Escape: "Esc",
};

/** Every key. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    help.value = false;
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {keyBindings.map(({ keys, words }) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{names[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>←</kbd>
            <kbd>→</kbd>
          </dt>
          <dd>on the threshold: move it; with Shift ten times as far</dd>
        </div>
      </dl>
      <p class="soft">
        Detectors of MultiTypeFCDD that look at whole images can learn from marks: their files hold
        what that takes, of which others have nothing.
      </p>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
