import { t } from "#lib/i18n/index.ts";
import { deviceInWords, methodInWords } from "#lib/i18n/sign-in-words.ts";
import type { Activity } from "#lib/audit/activity.ts";

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

/** One event, in words: our own, and the names that we know. */
export function eventInWords({ type, details }: Pick<Activity, "type" | "details">, providerNames: Readonly<Record<string, string>>): string {
  const method = methodInWords(textOf(details.method) ?? textOf(details.provider) ?? "", providerNames);
  const [browser, system] = [textOf(details.browser), textOf(details.system)];
  if (type === "session.created" && (browser ?? system) !== null) return t("sessions.activity.events.session_created_from", { method, device: deviceInWords({ browser, system }) });
  const byShop = (type === "user.locked" || type === "user.unlocked") && details.by === "operator" ? "_by_shop" : "";
  const key = (type.replace(".", "_") + byShop) as "session_created";
  return t(`sessions.activity.events.${key}`, { method, count: typeof details.count === "number" ? details.count : 1 });
}
