import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import type { Artwork, ArtworkImage, ArtworkWidth } from "#lib/brand/artwork.ts";
import { t } from "#lib/i18n/index.ts";

/** When the page was made (epoch milliseconds), where it is to be counted how long people look at it. */
export type Shown = { shownAt?: number | undefined };

type AmazonButtonProps = {
  /** A path on this site, already checked. */
  returnTo: string;
  /** Amazon's own unmodified pictures, where they are installed in `public/brand/`. */
  artwork?: Artwork;
  /** Which of them; where it is not installed the plain button is shown. */
  width?: ArtworkWidth;
  /** Another text for the button, such as "Try again with Amazon". Only without artwork. */
  label?: string;
} & Shown;

/** The hidden field by which a form says when its page was made. */
export const shownField = (shownAt: number | undefined): Record<string, string> => (shownAt === undefined ? {} : { shown: String(shownAt) });

/** One picture at the size it was made for. Its alternative text is Amazon's. */
function Picture({ image, className }: { image: ArtworkImage; className?: string }) {
  const { src, src2x, width, height } = image;
  // next/image would make a copy of its own: the pictures may be used only as they are. Both are named in the set: what
  // React fetches ahead goes by the set alone, and with one of two it would be the larger one on every screen.
  return <img src={src} srcSet={src2x && `${src} 1x, ${src2x} 2x`} width={width} height={height} alt={t("auth.amazon.artworkAlt")} className={`block max-w-none ${className ?? ""}`} />;
}

/** Released, and pressed while the button is held down. Nothing is scaled, cut, tinted or rounded. */
function ArtworkButton({ released, pressed }: { released: ArtworkImage; pressed: ArtworkImage | undefined }) {
  return (
    <button type="submit" className="group inline-block leading-none">
      {pressed ? (
        <>
          <Picture image={released} className="group-active:hidden" />
          <Picture image={pressed} className="hidden group-active:block" />
        </>
      ) : (
        <Picture image={released} />
      )}
    </button>
  );
}

/**
 * The way to Amazon. Without Amazon's artwork it is a plain button with words: our own neutral look, no drawn mark.
 * @see docs/brand.md for what may be done with the artwork
 */
export function AmazonButton({ returnTo, artwork, width = "large", label = t("auth.amazon.button"), shownAt }: AmazonButtonProps) {
  const pictures = artwork?.[width];
  return (
    <PostForm action="/api/auth/signin/amazon" fields={{ returnTo, ...shownField(shownAt) }}>
      {pictures ? (
        <ArtworkButton {...pictures} />
      ) : (
        <Button variant="neutral" full className="min-h-14 text-lg">
          {label}
        </Button>
      )}
    </PostForm>
  );
}
