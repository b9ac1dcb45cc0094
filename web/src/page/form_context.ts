// What every field of a form may need: what is wrong with it, and the files that it may name.
import { createContext } from "preact";

export interface InputFile {
  path: string;
  bytes: number;
}

export interface FormShared {
  /** Path of a field to what is wrong with it. */
  problems: ReadonlyMap<string, string>;
  files: readonly InputFile[];
  /** Asks for the files anew. */
  again: () => void;
  touch: (key: string) => void;
}

export const FormContext = createContext<FormShared>({
  problems: new Map(),
  files: [],
  again: () => {},
  touch: () => {},
});
