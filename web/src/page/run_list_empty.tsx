// What to do first, where there are no runs yet.
export function RunListEmpty(props: { root: string; isReadOnly: boolean }) {
  const root = props.root || "this folder";
  return (
    <div class="empty">
      <p class="lede">
        There are no runs below <code>{root}</code> yet.
      </p>
      {props.isReadOnly ? (
        <p>This page may only look. Start a study in a terminal; it will show up here by itself:</p>
      ) : (
        <p>
          <a href="#/new">Start a study</a> here, or in a terminal; it will show up by itself:
        </p>
      )}
      <pre>
        crucible new polymorphs {root}/my-study{"\n"}crucible run {root}/my-study/study.toml
      </pre>
    </div>
  );
}
