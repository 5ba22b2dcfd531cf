import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { DoctorReport } from "./doctor-report.tsx";

const finding = (code: string, level: "ok" | "note" | "warn" | "fail", remedy = "") => ({ code, level, text: `About ${code}.`, remedy });
const page = (findings: ReturnType<typeof finding>[]) => renderToStaticMarkup(<DoctorReport report={{ ok: true, findings }} />);

test("what has to be mended stands above what is worth knowing, and both above what is well, each in words", () => {
  const html = page([finding("node", "ok"), finding("secret_old", "warn", "Rotate it."), finding("jobs", "note"), finding("mail_unreachable", "fail", "Check it.")]);
  const order = ["1 thing has to be mended, 1 is worth knowing.", "To mend: About mail_unreachable.", "Check it.", "Worth knowing: About secret_old.", "Rotate it.", "About jobs.", "About node."].map((text) => html.indexOf(text));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(html).not.toMatch(/role="(alert|status)"/);
});

test("where all is well, that is the first thing said", () => {
  expect(page([finding("node", "ok")])).toContain("Nothing has to be mended.");
});

test("what Amazon said stands in its place among the rest and counts; without an answer there is a button to ask", () => {
  const own = finding("node", "ok");
  const asked = renderToStaticMarkup(<DoctorReport report={{ ok: true, findings: [own] }} amazon={[finding("live_secret_refused", "fail", "Copy it anew."), finding("amazonClock", "ok")]} />);
  const order = ["1 thing has to be mended.", "To mend: About live_secret_refused.", "Copy it anew.", "Amazon was asked just now.", "Ask again", "About node.", "About amazonClock."].map((text) => asked.indexOf(text));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  const html = page([own]);
  expect([html.includes("Ask Amazon"), html.includes("Amazon was asked just now.")]).toEqual([true, false]);
});
