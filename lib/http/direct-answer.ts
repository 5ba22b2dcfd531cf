/** A whole answer, ready to be sent. */
export type DirectAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string };
type Answerer = (cookieHeader: string | null) => Promise<DirectAnswer>;

// The application and the listener have copies of their own of this module: what one offers the other finds on globalThis.
const slot = Symbol.for("siwa.direct-answers");
type Holder = { [slot]?: Map<string, Answerer> };

/**
 * Lets the listener answer a GET of one address without the framework, which costs more than the answer does.
 * @param target path without a query; with one, the framework answers
 */
export function offerDirectAnswer(target: string, answer: Answerer): void {
  const holder = globalThis as Holder;
  holder[slot] ??= new Map();
  holder[slot].set(target, answer);
}

/** What was offered for the target of a request. */
export function directAnswer(target: string): Answerer | undefined {
  return (globalThis as Holder)[slot]?.get(target);
}
