// A synthesis at a molecule, by clicks: the tree, the chosen molecule, its moves.
import { useEffect, useState } from "preact/hooks";
import { ComparisonDialog } from "./comparison";
import { ConstraintList } from "./constraint_list";
import { ExplorerHead } from "./explorer_head";
import { ExportPanel } from "./export_panel";
import { FaultLine } from "./fault_line";
import { FoundRoutes } from "./found_routes";
import { KeptRoutes } from "./kept_routes";
import { MoleculeActions } from "./molecule_actions";
import { MoleculeStage } from "./molecule_stage";
import { MoleculeTree } from "./molecule_tree";
import { MovesPanel } from "./moves_panel";
import { SearchPanel } from "./search_panel";
import type { Action, Bond, Molecule, WorkbookState } from "./types";
import { useExplorerKeys } from "./use_explorer_keys";
import { useMoves } from "./use_moves";
import { useWorkbook, type OpenWorkbook } from "./use_workbook";

/** Where to go on once a molecule was made: its first open precursor. */
function nextAfter(state: WorkbookState, id: number): number {
  const m = state.molecules.find((x) => x.id === id);
  const all = (at: number): Molecule[] =>
    state.molecules.filter((x) => x.parent === at).flatMap((x) => [x, ...all(x.id)]);
  return all(id).find((x) => x.open)?.id ?? m?.id ?? 1;
}

/** Steps in the longest line. */
function depthOf(state: WorkbookState): number {
  const parents = new Map(state.molecules.map((m) => [m.id, m.parent]));
  const depth = (id: number): number => (id > 1 ? 1 + depth(parents.get(id) ?? 0) : 0);
  return Math.max(...state.molecules.map((m) => depth(m.id)));
}

/** More steps than this in a line do not fit beside the molecule. */
const deepest = 2;

function OpenExplorer(props: { state: WorkbookState; book: OpenWorkbook }) {
  const { state, book } = props;
  const [chosen, setChosen] = useState(1);
  const [shown, setShown] = useState<Bond[]>();
  const [asked, setAsked] = useState(0);
  // Until somebody says otherwise, a tree that has become deep takes the whole width.
  const [wanted, setWide] = useState<boolean>();
  const isWide = wanted ?? depthOf(state) > deepest;
  const [pair, setPair] = useState<[string, string]>();
  const molecule = state.molecules.find((m) => m.id === chosen) ?? state.molecules[0]!;
  const isSearching = book.progress?.running ?? false;
  const isStill = isSearching || book.isBusy;
  const isAsked = molecule.id === 1 || !molecule.bought || Boolean(molecule.move) || asked === molecule.id;
  const moves = useMoves(state, isAsked ? molecule.id : 0);
  useEffect(() => {
    if (!state.molecules.some((m) => m.id === chosen)) setChosen(1);
    setShown(undefined);
  }, [state, chosen]);
  const act = (action: Action): void => {
    void book.act(action).then((next) => {
      if (next && action.action === "choose" && action.molecule) setChosen(nextAfter(next, action.molecule));
    });
  };
  const choose = (id: number): void => {
    setChosen(id);
    setShown(undefined);
  };
  useExplorerKeys(state, isStill, act, () => setWide(!isWide));
  const compare = (first: string, second: string): void => setPair([first, second]);
  return (
    <div class={["explorer", isWide ? "wide" : "", state.molecules.length === 1 ? "bare" : ""].join(" ")}>
      <ExplorerHead state={state} book={book} isStill={isStill} isWide={isWide} setWide={setWide} />
      {book.fault ? <FaultLine fault={book.fault} dismiss={book.dismiss} /> : null}
      <div class="x-columns">
        <div class="x-left">
          <h2>Tree</h2>
          <MoleculeTree state={state} chosen={molecule.id} choose={choose} />
        </div>
        <div class="x-middle">
          <MoleculeStage molecule={molecule} drawing={state.drawings[molecule.smiles]} shown={shown} isStill={isStill} act={act} />
          <MoleculeActions molecule={molecule} demanded={state.constraints.start} isStill={isStill} act={act} />
          <SearchPanel
            molecule={molecule} progress={book.progress} usual={state.iterations}
            hasRoutes={state.found.routes.length > 0} search={(iterations, seconds) => void book.search(molecule.id, iterations, seconds)} stop={() => void book.stop()}
          />
          <ConstraintList state={state} isStill={isStill} act={act} />
          <KeptRoutes state={state} isStill={isStill} act={act} compare={compare} />
          <ExportPanel state={state} isStill={isStill} />
        </div>
        <div class="x-right">
          <MovesPanel
            molecule={molecule} moves={moves} isAsked={isAsked} isStill={isStill} ask={() => setAsked(molecule.id)} act={act} show={setShown}
          />
        </div>
      </div>
      <FoundRoutes state={state} isStill={isStill} take={(route) => act({ action: "take", route })} compare={compare} />
      <ComparisonDialog state={state} pair={pair} close={() => setPair(undefined)} />
    </div>
  );
}

export function ExplorerPage(props: { id: string }) {
  const book = useWorkbook(props.id);
  if (book.state) return <OpenExplorer state={book.state} book={book} />;
  return (
    <div class="explorer">
      <h1>Workbook</h1>
      {book.fault ? (
        <>
          <FaultLine fault={book.fault} again={book.reload} />
          <p><a href="#/workbooks">See all workbooks</a></p>
        </>
      ) : <p class="x-empty" role="status">Opening the workbook.</p>}
    </div>
  );
}
