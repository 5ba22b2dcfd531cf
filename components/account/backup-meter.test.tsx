import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BackupMeter, type BackupMeterProps } from "./backup-meter.tsx";

const meter = (props: Omit<BackupMeterProps, "hasAddress">) => renderToStaticMarkup(<BackupMeter hasAddress {...props} />);

test.each<[string[], number, string, string]>([
  [["Amazon"], 1, "1 of 2 ways in", "You sign in with Amazon and with nothing else. If that fails you one day, a second way keeps the door open."],
  [["Amazon", "Google"], 2, "2 of 3 ways in", "You sign in with Amazon and Google and with nothing else. If that fails you one day, another way keeps the door open."],
  [["Amazon"], 2, "2 of 3 ways in", "You sign in with Amazon and with nothing else."],
  [[], 0, "0 of 2 ways in", "Nothing signs you in here at the moment."],
])("counts, with %j and %i accounts there, “%s”", (names, ways, counted, text) => {
  const html = meter({ names, ways });
  expect(html).toContain(counted);
  expect(html).toContain(text);
  expect(html).toContain(`value="${ways}"`);
  expect(html).toContain(`max="${counted.slice(5, 6)}"`);
});
