import type { IncomingMessage } from "node:http";

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join() : (value ?? ""));

/** Whether a person is likely to look at the answer: not for HEAD, nor for what a browser fetches before anybody asked for the page. */
export function isView({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  const purpose = `${textOf(headers["sec-purpose"])} ${textOf(headers.purpose)} ${textOf(headers["x-moz"])}`;
  return method === "GET" && !/prefetch|prerender/i.test(purpose) && headers["next-router-prefetch"] === undefined;
}
