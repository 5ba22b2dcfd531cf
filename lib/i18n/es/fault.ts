import type { Catalogue } from "../catalogue.ts";

export const fault: Catalogue["pages"]["fault"] = {
  title: "Algo ha fallado por nuestra parte",
  happened: "No se ha podido mostrar esta página. El error es nuestro, no suyo, y su sesión no se ha cerrado.",
  retry: "Intentarlo de nuevo",
  home: "Volver a la tienda",
  help: "Pedir ayuda",
  reference: "Si nos escribe, indique este número:",
};
