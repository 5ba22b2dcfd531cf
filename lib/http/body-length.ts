/**
 * By this header an answer that is streamed says how long it will be: the framework drops Content-Length from what a route
 * handler answers, and the listener puts it back under its name. Nobody outside sees it.
 */
export const bodyLengthHeader = "x-body-length";
