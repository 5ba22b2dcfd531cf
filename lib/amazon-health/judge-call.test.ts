import { expect, test } from "vitest";
import { AuthError } from "../errors.ts";
import { judgeCall } from "./judge-call.ts";

const answer = (status: number, body = "{}", contentType = "application/json") => judgeCall({ answer: { status, contentType, body } });
const named = (name: string) => Object.assign(new Error("x"), { name });
const failed = (name: string, milliseconds = 5_000) => judgeCall({ error: new AuthError("provider_unavailable", "the call failed", { cause: named(name) }), milliseconds });

test.each([429, 500, 502, 503, 504, 529])("%d is bad", (status) => {
  expect(answer(status)).toBe("bad");
  expect(answer(status, "<html></html>", "text/html")).toBe("bad");
});

test.each([
  [400, '{"error":"invalid_grant"}'],
  [401, '{"error":"invalid_client"}'],
  [400, '{"error":"unauthorized_client"}'],
  [400, '{"error":"insufficient_scope"}'],
  [400, ""],
  [403, "<html>no</html>"],
  [404, "<html>no</html>"],
])("what Amazon refuses is not Amazon's fault: %d %s", (status, body) => {
  expect(answer(status, body)).toBe("good");
});

test("an answer is good whatever it says, also when we cannot use it", () => {
  for (const body of ['{"access_token":"x"}', '{"error":"ServerError"}', '{"user_id":null}', "{}"]) expect(answer(200, body), body).toBe("good");
});

test.each(["", "<!doctype html><title>Wireless</title>", '{"access_token":"Atza|', "null", "[]", '"text"', "\uFEFF{}"])("what is no answer is bad: %j", (body) => {
  expect(answer(200, body, "text/html")).toBe("bad");
  expect(answer(204, body)).toBe("bad");
});

test("time-outs and failures of the network are bad", () => {
  for (const name of ["TimeoutError", "TypeError", "Error"]) expect(failed(name), name).toBe("bad");
  expect(failed("TypeError", 1)).toBe("bad");
  expect(failed("TimeoutError", 2_000)).toBe("bad");
});

test("a redirect and a body without end are bad, because nothing of Amazon's answers so", () => {
  expect(judgeCall({ error: new AuthError("provider_answer_invalid", "the answer is too large"), milliseconds: 5 })).toBe("bad");
});

test("what people and callers do never counts: somebody gave up, or the time of others was over", () => {
  expect(failed("AbortError")).toBe("none");
  expect(failed("TimeoutError", 1_999)).toBe("none");
});

test("what is wrong with us never counts", () => {
  expect(judgeCall({ error: new AuthError("client_rejected", "an endpoint of the provider is not https"), milliseconds: 0 })).toBe("none");
  expect(judgeCall({ error: new TypeError("a mistake of ours"), milliseconds: 0 })).toBe("none");
});

test("a 429 says nothing to a caller that paces itself; everything else says what it says to anybody", () => {
  const end = (status: number) => ({ answer: { status, contentType: "application/json", body: "{}" } });
  expect([429, 503, 200, 400].map((status) => judgeCall(end(status), { paced: true }))).toEqual(["none", "bad", "good", "good"]);
});
