/** A whole answer, ready to be sent. */
export type DirectAnswer = { status: number; headers: Readonly<Record<string, string>>; body: string };
type Answerer = (cookieHeader: string | null) => Promise<DirectAnswer>;
/** A route of the application, as the framework would call it. */
export type DirectRoute = (request: Request) => Promise<Response>;

// The application and the listener have copies of their own of this module: what one offers the other finds on globalThis.
const slot = Symbol.for("siwa.direct-answers");
const routeSlot = Symbol.for("siwa.direct-routes");
type Holder = { [slot]?: Map<string, Answerer>; [routeSlot]?: Map<string, DirectRoute> };

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

/**
 * Lets the listener call a route by itself. The route must be one of the application too, which answers where there is
 * no such listener, and whatever is spelled in another way.
 * @param path without a query; it may have one
 */
export function offerDirectRoute(method: "GET" | "POST", path: string, route: DirectRoute): void {
  const holder = globalThis as Holder;
  holder[routeSlot] ??= new Map();
  holder[routeSlot].set(`${method} ${path}`, route);
}

/** The route that was offered for a method and a path. */
export function directRoute(method: string, path: string): DirectRoute | undefined {
  return (globalThis as Holder)[routeSlot]?.get(`${method} ${path}`);
}
