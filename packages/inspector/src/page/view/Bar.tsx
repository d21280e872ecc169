/** A score on the scale for people: the stroke in the middle is the threshold. */
export function Bar({ value }: { value: number | null }) {
  return (
    <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="6" />
      {value !== null && (
        <rect class={value >= 0.5 ? "over" : "under"} width={100 * value} height="6" />
      )}
      <rect class="middle" x="49.5" width="1" height="6" />
    </svg>
  );
}
