import type { Catalogue } from "../catalogue.ts";

export const listener: Catalogue["listener"] = {
  reference: "Référence :",
  home: "Aller à l’accueil",
  again: "Réessayer",
  toPage: "Revenir à la page",
  toSignIn: "Revenir à la connexion",
  outage: {
    title: "Nous n’avons pas accès à nos données pour le moment",
    reading: "Ce n’est pas de votre fait et rien n’est perdu : si vous étiez connecté, vous l’êtes toujours, et votre panier est tel que vous l’avez laissé. Réessayez dans un instant.",
    sending: "Ce que vous venez d’envoyer n’est peut-être pas arrivé : vérifiez avant de l’envoyer de nouveau. Si vous étiez connecté, vous l’êtes toujours, et rien d’autre n’a changé.",
    starting: "La connexion doit attendre un instant. Ce n’est pas de votre fait et rien n’est perdu. Réessayez dans une minute.",
  },
  plain: { title: "Cela n’a pas marché", text: "Rien n’est perdu. Revenez en arrière et réessayez." },
  refused: {
    bad_request: { title: "Nous n’avons pas pu lire cette adresse", text: "Une partie de l’adresse ou de la demande est abîmée. Revenez en arrière ou repartez de l’accueil." },
    not_found: { title: "Il n’y a rien ici", text: "Cette adresse ne mène nulle part. Repartez de l’accueil." },
    method_not_allowed: { title: "Cela ne marche pas ici", text: "Cette adresse peut être ouverte, mais pas utilisée de cette façon." },
    request_timeout: { title: "L’envoi a pris trop de temps", text: "Votre connexion était trop lente cette fois, donc rien n’a été changé. Réessayez." },
    content_too_large: { title: "C’était trop de texte", text: "Ce que vous avez envoyé dépasse ce que nous acceptons. Rien n’a été changé. Revenez en arrière et raccourcissez-le." },
    uri_too_long: { title: "Cette adresse est trop longue", text: "Suivez de nouveau le lien ou repartez de l’accueil." },
    unsupported_media_type: { title: "Nous n’avons pas pu lire ce qui a été envoyé", text: "C’est arrivé sous une forme que nous n’acceptons pas. Rien n’a été changé." },
    expectation_failed: { title: "Nous n’avons pas pu lire cette demande", text: "Repartez de l’accueil." },
    header_fields_too_large: { title: "Votre navigateur a envoyé trop de cookies", text: "Supprimez les cookies de ce site dans les réglages de votre navigateur, puis ouvrez de nouveau cette page." },
    server_error: { title: "Quelque chose n’a pas marché chez nous", text: "Ce n’est pas de votre fait. Réessayez dans un instant. Si cela continue, donnez-nous la référence ci-dessous." },
    request_timed_out: { title: "Cela prend plus de temps que prévu", text: "Nous avons cessé d’attendre pour que vous n’ayez pas à le faire. Réessayez dans un instant." },
    request_refused: { title: "Nous n’avons pas pu le faire", text: "Repartez de l’accueil." },
  },
};
