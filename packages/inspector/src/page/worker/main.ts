import { answerCalls } from "./answerCalls.ts";
import { handlers } from "./handlers.ts";

// The worker of the page: it decodes and scores images, so that the page itself stays free.
answerCalls(handlers);
