import { threshold, types } from "../state/store.ts";

/** Any defect, or one type: whose threshold is moved, and whose map is shown. */
export function TypeChoice({ label }: { label: string }) {
  return (
    <label>
      {label}{" "}
      <select
        value={threshold.value}
        onChange={(event) => {
          threshold.value = event.currentTarget.value;
        }}
      >
        <option value="">any defect</option>
        {types.value.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </select>
    </label>
  );
}
