import type { ComponentProps } from "react";

type PostFormProps = Omit<ComponentProps<"form">, "action" | "method"> & { action: string; fields?: Record<string, string> };

/**
 * A form that posts to one of our addresses and works without script. The browser's own checks are off: a refusal
 * comes from the server, in our words, at the top of the page and beside the field.
 * @param fields hidden fields, name to value
 */
export function PostForm({ action, fields = {}, children, ...rest }: PostFormProps) {
  return (
    <form {...rest} method="post" action={action} noValidate>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
