import { Button } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AddressDraft, AddressFieldName, AddressProblem } from "#lib/shop/address-form.ts";
import type { Country } from "#lib/shop/countries.ts";

const label = (field: AddressFieldName) => t(`shop.addresses.fields.${field}`);

function problemText({ field, code, most }: AddressProblem): string {
  if (code === "too_long") return t("shop.addresses.problems.tooLong", { field: label(field), most });
  switch (field) {
    case "fullName":
      return t("shop.addresses.problems.fullName");
    case "line1":
      return t("shop.addresses.problems.line1");
    case "city":
      return t("shop.addresses.problems.city");
    default:
      return t("shop.addresses.problems.country");
  }
}

/** What is wrong in the form, for the top of its page; nothing on a first visit. */
export function AddressErrorSummary({ problems }: Pick<AddressDraft, "problems">) {
  return <ErrorSummary errors={problems.map((problem) => ({ fieldId: problem.field, text: problemText(problem) }))} />;
}

type AddressFormProps = {
  /** Where it posts, and what goes along. */
  action: string;
  hidden?: Record<string, string>;
  draft: AddressDraft;
  countries: readonly Country[];
  submit: string;
};

/** The fields of an address. The browser may fill them in; what was refused stays as it was typed. */
export function AddressForm({ action, hidden, draft, countries, submit }: AddressFormProps) {
  const field = (name: AddressFieldName) => {
    const problem = draft.problems.find((one) => one.field === name);
    return { name, label: label(name), defaultValue: draft.values[name] ?? "", error: problem && problemText(problem) };
  };
  return (
    <PostForm action={action} fields={hidden} className="grid gap-5">
      <TextField {...field("fullName")} autoComplete="shipping name" autoCapitalize="words" spellCheck={false} required />
      <TextField {...field("line1")} autoComplete="shipping address-line1" spellCheck={false} required />
      <TextField {...field("line2")} autoComplete="shipping address-line2" spellCheck={false} />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField {...field("city")} autoComplete="shipping address-level2" spellCheck={false} required />
        <TextField {...field("postalCode")} autoComplete="shipping postal-code" autoCapitalize="characters" spellCheck={false} />
      </div>
      <TextField {...field("region")} autoComplete="shipping address-level1" spellCheck={false} />
      <SelectField
        {...field("country")}
        autoComplete="shipping country"
        placeholder={t("shop.addresses.fields.chooseCountry")}
        options={countries.map(({ code, name }) => ({ value: code, text: name }))}
        required
      />
      <Button className="justify-self-start max-sm:w-full">{submit}</Button>
    </PostForm>
  );
}
