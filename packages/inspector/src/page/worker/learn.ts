import { answerCalls } from "./answerCalls.ts";
import { learnHandlers } from "./learnHandlers.ts";

// The worker that trains: it is started when somebody lets a detector learn, and ended afterwards.
answerCalls(learnHandlers);
