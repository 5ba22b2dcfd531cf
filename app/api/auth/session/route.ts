import { sessionAnswer } from "#lib/auth/session-answer.ts";

export const GET = sessionAnswer;
