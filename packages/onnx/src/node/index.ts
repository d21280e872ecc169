export { fileSource } from "./fileSource.ts";
export { filesBeside } from "./filesBeside.ts";
