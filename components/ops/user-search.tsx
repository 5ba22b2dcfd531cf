import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import { userHref } from "./paths.ts";
import { RoomyLink, Section } from "./section.tsx";

type UserSearchPageProps = { value: string | undefined; error: string | undefined; /** Those who hold an address that nobody has proved. */ userIds: readonly string[] };

/** Finds a user. The form posts, so that no address stands in an address bar, a history or somebody's log. */
export function UserSearchPage({ value, error, userIds }: UserSearchPageProps) {
  return (
    <PageFrame width="medium">
      <Stack gap="lg">
        {error !== undefined && <ErrorSummary errors={[{ fieldId: "who", text: error }]} />}
        <PageTitle lead={t("ops.users.lead")}>{t("ops.users.title")}</PageTitle>
        <Card>
          <PostForm action="/ops/users" className="grid gap-4">
            <TextField name="who" label={t("ops.users.label")} defaultValue={value} maxLength={254} autoComplete="off" autoCapitalize="off" spellCheck={false} required {...(error === undefined ? {} : { error })} />
            <div>
              <Button>{t("ops.users.button")}</Button>
            </div>
          </PostForm>
        </Card>
        {userIds.length > 0 && (
          <Section title={t("ops.users.several")}>
            <ul>
              {userIds.map((id) => (
                <li key={id}>
                  <RoomyLink href={userHref(id)}>{id}</RoomyLink>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </Stack>
    </PageFrame>
  );
}
