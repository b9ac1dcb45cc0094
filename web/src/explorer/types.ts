// What the program says of workbooks (docs/live.md, "Workbooks").

export interface DrawingData {
  svg: string;
  width: number;
  height: number;
  atoms: [number, number][];
  bonds: Bond[];
}

/** Two atoms of a SMILES, counted from 0, the lower one first. */
export type Bond = [number, number];

/** By SMILES. */
export type Drawings = Record<string, DrawingData | null>;

export interface Score {
  complete: boolean;
  steps: number;
  longest: number;
  leaves: number;
  leaves_in_stock: number;
  cost: number;
  probability: number;
  confidence: number;
  convergence: number;
  score: number;
}

export interface Reason {
  strategy: string;
  sentence: string;
}

export interface Move {
  name: string;
  rule: number;
  origin: string;
  prior: number;
  feasibility: number;
  yield: number;
  precursors: { smiles: string; bought: boolean }[];
  reasons: Reason[];
  warnings: string[];
  conditions: string;
  reference: string;
  precedent: string;
  uses: number;
  bonds: Bond[];
}

export interface ListedMove extends Move {
  number: number;
  refused: string;
}

export interface MoveGroup {
  strategy: string;
  moves: ListedMove[];
}

export interface MovesAnswer {
  molecule: number;
  smiles: string;
  groups: MoveGroup[];
  drawings: Drawings;
}

export interface MarkedBond {
  bond: Bond;
  own: boolean;
}

export interface Molecule {
  id: number;
  parent: number;
  smiles: string;
  children: number[];
  bought: boolean;
  said: "" | "buy" | "nobuy";
  open: boolean;
  pinned: boolean;
  held: boolean;
  forbidden: boolean;
  note: string;
  frozen: MarkedBond[];
  cut: MarkedBond[];
  move?: Move;
}

export interface RouteTree {
  smiles: string;
  bought: boolean;
  name?: string;
  shared?: boolean;
  children: RouteTree[];
}

export interface FoundRoute {
  number: number;
  score: Score;
  tree: RouteTree;
}

export interface SearchProgress {
  number: number;
  molecule: number;
  running: boolean;
  waiting: boolean;
  done: number;
  total: number;
  unit: string;
  seconds: number;
  routes: number;
  end: string;
  fault: string;
}

export interface Constraints {
  rules: { rule: number; name: string }[];
  molecules: string[];
  elements: string[];
  buy: string[];
  nobuy: string[];
  frozen: { molecule: number; bond: Bond }[];
  cut: { molecule: number; bond: Bond }[];
  start: string;
}

export interface Setup {
  preset?: string;
  strategies?: string[];
  stock?: string[];
}

export interface WorkbookState {
  id: string;
  name: string;
  target: string;
  setup: Setup;
  iterations: number;
  molecules: Molecule[];
  score?: Score;
  warnings: string[];
  constraints: Constraints;
  kept: { name: string; score: Score }[];
  found: { molecule: number; end: string; count: number; routes: FoundRoute[] };
  undo: string;
  redo: string;
  search: SearchProgress;
  drawings: Drawings;
}

export interface ComparedRoute {
  name: string;
  score: Score;
  steps: string[];
  tree: RouteTree;
}

export interface Comparison {
  shared: string[];
  first: ComparedRoute;
  second: ComparedRoute;
  distance: number;
  drawings: Drawings;
}

export interface Preset {
  name: string;
  year: number;
  sentence: string;
  moves: string;
}

export interface WorkbookSummary {
  id: string;
  name: string;
  target?: string;
  depiction?: DrawingData | null;
  open?: number;
  molecules?: number;
  kept?: number;
  preset?: string;
  score?: Score;
  fault?: string;
}

export interface WorkbooksAnswer {
  workbooks: WorkbookSummary[];
  presets: Preset[];
  stocks: string[];
}

/** What an action sends: a command of docs/workbook.md and what it names. */
export interface Action {
  action: string;
  molecule?: number;
  move?: number;
  route?: number;
  bond?: Bond;
  smiles?: string;
  rule?: number;
  element?: string;
  name?: string;
  text?: string;
}
