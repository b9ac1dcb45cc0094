// The frame of every page: top line, place, keys, and what is said when nobody answers.
import { useEffect, useRef, useState } from "preact/hooks";
import { Explorer, Workbooks } from "../explorer/explorer";
import { useAnswer } from "./ask";
import { Callout } from "./callout";
import { Connection } from "./connection";
import { KeyList } from "./key_list";
import { NewStudy } from "./new_study";
import { parseRoute, type Route } from "./route";
import { RunList } from "./run_list";
import { RunPage } from "./run_page";
import type { ProgramAnswer } from "./types";

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const change = (): void => setHash(location.hash);
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return parseRoute(hash);
}

function Place(props: { route: Route; program: ProgramAnswer | undefined }) {
  const { route, program } = props;
  const isReadOnly = program?.read_only ?? false;
  switch (route.page) {
    case "runs":
      return <RunList root={program?.root ?? ""} isReadOnly={isReadOnly} />;
    case "run":
      return <RunPage key={route.id} id={route.id} isReadOnly={isReadOnly} />;
    case "new":
      return <NewStudy key={route.what} what={route.what} program={program} />;
    case "workbooks":
      return <Workbooks />;
    case "workbook":
      return <Explorer key={route.id} id={route.id} />;
    default:
      return (
        <Callout kind="error" message={`There is no page '${route.path}'.`}>
          <a href="#/runs">See all runs</a>
        </Callout>
      );
  }
}

const places: [string, string, Route["page"][]][] = [
  ["#/runs", "Runs", ["runs", "run"]],
  ["#/new", "New study", ["new"]],
  ["#/workbooks", "Workbooks", ["workbooks", "workbook"]],
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** `/` goes to the filter of the page, `?` lists the keys. */
function useKeys(showKeys: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") {
        event.preventDefault();
        showKeys();
      }
      const filter = document.querySelector<HTMLInputElement>("input[data-filter]");
      if (event.key === "/" && filter) {
        event.preventDefault();
        filter.focus();
        filter.select();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

export function Shell() {
  const route = useRoute();
  const { data: program } = useAnswer<ProgramAnswer>("api/program");
  const keys = useRef<HTMLDialogElement>(null);
  const main = useRef<HTMLElement>(null);
  useKeys(() => keys.current?.showModal());
  const place = JSON.stringify(route);
  const before = useRef(place);
  useEffect(() => {
    // A reader of the screen is told of the new page as if it had been loaded.
    if (before.current !== place) main.current?.focus({ preventScroll: true });
    if (before.current !== place) scrollTo(0, 0);
    before.current = place;
  }, [place]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header class="top">
        <a class="mark" href="#/runs">
          Crucible
        </a>
        <nav aria-label="Pages">
          {places.map(([address, name, pages]) => (
            <a key={address} href={address} aria-current={pages.includes(route.page) ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="root" title={program?.root}>
          <bdi>{program?.root}</bdi>
        </span>
        {program?.read_only ? <span class="said-only">read only</span> : null}
        <button type="button" class="link" onClick={() => keys.current?.showModal()}>
          Keys <kbd aria-hidden="true">?</kbd>
        </button>
      </header>
      <Connection />
      <main id="main" ref={main} tabIndex={-1}>
        <Place route={route} program={program} />
      </main>
      <KeyList dialog={keys} />
    </>
  );
}
