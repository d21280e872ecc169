import { nodeBackend } from "./nodeBackend.ts";
import { register } from "./register.ts";

register(nodeBackend);
