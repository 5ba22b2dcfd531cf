import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";

type AmazonButtonProps = {
  /** A path on this site, already checked. */
  returnTo: string;
  /** True where Amazon's own unmodified artwork lies in `public/brand/`. */
  artwork?: boolean;
  /** Another text for the button, such as "Try again with Amazon". Only without artwork. */
  label?: string;
};

const artworkFile = (state: "" | "_pressed", size: "195x46" | "390x92") => `/brand/btnLWA_gold_${size}${state}.png`;

/** Amazon's images as they are, at the size they were made for: released, and pressed while the button is held down. */
function Artwork() {
  const look = (state: "" | "_pressed") => ({ src: artworkFile(state, "195x46"), srcSet: `${artworkFile(state, "390x92")} 2x`, width: 195, height: 46 });
  return (
    <button type="submit" className="group inline-block rounded-sm leading-none">
      <img {...look("")} alt={t("auth.amazon.artworkAlt")} className="group-active:hidden" />
      <img {...look("_pressed")} alt={t("auth.amazon.artworkAlt")} className="hidden group-active:block" />
    </button>
  );
}

/**
 * The way to Amazon. Without Amazon's artwork it is a plain button with words: our own neutral look, no drawn mark.
 * @see design.md section 6, "The button"
 */
export function AmazonButton({ returnTo, artwork = false, label = t("auth.amazon.button") }: AmazonButtonProps) {
  return (
    <PostForm action="/api/auth/signin/amazon" fields={{ returnTo }}>
      {artwork ? (
        <Artwork />
      ) : (
        <Button variant="neutral" full className="min-h-14 text-lg">
          {label}
        </Button>
      )}
    </PostForm>
  );
}
