import { signal } from "@preact/signals";

type Theme = "dark" | "light";

const key = "flawlens-theme";
const kept = (() => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // the browser keeps nothing for this page
  }
})();

/** The theme that was chosen; `null` follows the system. */
const theme = signal<Theme | null>(kept === "dark" || kept === "light" ? kept : null);
theme.subscribe((value) => {
  if (value) document.documentElement.dataset.theme = value;
});

/** Changes to the theme that is not shown. */
export function toggleTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  theme.value = (theme.value ?? system) === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(key, theme.value);
  } catch {
    // the choice holds until the page is closed
  }
}
