// The theme without its web font: the fonts of the reader's system do.
export { default } from "vitepress/theme-without-fonts";
import "./style.css";
