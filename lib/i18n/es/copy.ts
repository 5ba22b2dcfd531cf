import type { Catalogue } from "../catalogue.ts";

export const copy: Catalogue["copy"] = {
  title: "Una copia de lo que guardamos sobre usted",
  lead: "Recibe todo lo que guardamos sobre usted en un archivo: una página para leer y lo mismo para programas.",
  all: "Sus datos, cuentas vinculadas, inicios de sesión, pedidos y todo lo demás que nombra el aviso de privacidad.",
  noSecrets: "Ni contraseñas, ni códigos, ni credenciales: quien encuentre la copia no puede iniciar sesión con ella.",
  how: "Se prepara en segundo plano y después está en esta página.",
  told: {
    mail: "Escribimos a su dirección confirmada cuando esté lista. Si no se puede preparar, solo lo dice esta página.",
    page: "No tiene una dirección confirmada a la que podamos escribir: vuelva a esta página para descargarla. Si no se puede preparar, lo dice esta página.",
  },
  make: "Preparar una copia",
  again: "Preparar una copia nueva",
  look: "Volver a mirar",
  back: "Volver a su cuenta",
  toPage: "Ir a su copia",
  help: "Escribirnos",
  waiting: {
    title: "Su copia espera a que se prepare",
    text: "Todavía no se ha empezado. Puede salir de esta página; sigue sin usted.",
  },
  making: {
    title: "Su copia se está preparando",
    text: "Está listo el {percent} %. Puede salir de esta página; sigue sin usted.",
    progress: "Cuánto de la copia está listo",
  },
  ready: {
    title: "Su copia está lista",
    text: "Se puede descargar una vez, hasta el {date}.",
    begun: "La descarga se empezó. Si se interrumpió, puede empezar otra vez en este navegador, hasta el {date}.",
    fetch: "Descargar la copia",
    size: "Archivo (ZIP), {size}.",
    proveText: "Se pidió en otro navegador o con otro inicio de sesión. Demuestre una vez más que es usted y podrá descargarla aquí.",
    prove: "Demostrar que es usted",
  },
  ended: {
    fetched: {
      title: "Su copia se descargó",
      text: "El enlace sirvió una vez y hemos borrado el archivo. Se descargó el {date}.",
    },
    fetching: {
      title: "Su copia se está descargando",
      text: "La descarga se empezó en otro navegador o con otro inicio de sesión. Solo allí se puede empezar otra vez, hasta el {date}; después la borramos.",
    },
    expired: {
      title: "Su copia ha caducado",
      text: "No se descargó a tiempo y la hemos borrado. El plazo terminó el {date}.",
    },
    voided: {
      title: "Su copia se retiró",
      text: "Mientras tanto pasó algo en su cuenta, así que se retiró por seguridad. Ya nadie puede descargarla.",
    },
    failed: {
      title: "No se pudo preparar su copia",
      text: "Es culpa nuestra. Prepare una nueva; si tampoco sale, escríbanos.",
    },
  },
  file: {
    title: "Lo que {site} guarda sobre usted",
    lead: "Una copia de {address}, preparada el {time}.",
    left: "Faltan las contraseñas, los códigos y las credenciales, para que esta copia no abra nada.",
    names: "Los nombres de los campos son los de nuestra base de datos, en inglés. Un texto que una hoja de cálculo tomaría por una fórmula lleva un apóstrofo delante. El archivo your-data.json tiene lo mismo para programas, palabra por palabra.",
    none: "Nada.",
    yes: "sí",
    no: "no",
  },
};
