/** The folder of this checkout, whatever folder a command was started in. */
export const repository: string;
export const modules: string;
export const stampFile: string;
