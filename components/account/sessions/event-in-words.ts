import { t } from "#lib/i18n/index.ts";
import { deviceInWords, methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { Activity } from "#lib/audit/activity.ts";

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

/** What the words of one type depend on beside the names in them: who did it, and what came of it. */
const variants: Partial<Record<Activity["type"], (details: Activity["details"]) => string>> = {
  "user.locked": ({ by, locked }) => (by !== "operator" ? "" : locked === false ? "_by_shop_open" : "_by_shop"),
  "user.unlocked": ({ by, cause }) => (cause === "address_gone" ? "_no_address" : by === "operator" ? "_by_shop" : ""),
};

/** One event, in words: our own, and the names that we know. */
export function eventInWords({ type, details }: Pick<Activity, "type" | "details">, providerNames: Readonly<Record<string, string>>): string {
  const method = methodInWords(textOf(details.method) ?? textOf(details.provider) ?? "", providerNames);
  const [browser, system] = [textOf(details.browser), textOf(details.system)];
  if (type === "session.created" && (browser ?? system) !== null) return t("sessions.activity.events.session_created_from", { method, device: deviceInWords({ browser, system }) });
  const key = (type.replace(".", "_") + (variants[type]?.(details) ?? "")) as "session_created";
  return t(`sessions.activity.events.${key}`, { method, count: typeof details.count === "number" ? details.count : 1 });
}
