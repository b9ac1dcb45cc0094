// What would run: the steps of a study that was checked.
import type { Checked } from "./checking";

export function PlanList(props: { checked: Checked }) {
  const steps = props.checked.answer?.steps ?? [];
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="plan-title" class="plan">
      <h3 id="plan-title">What would run</h3>
      <ol>
        {steps.map((step) => (
          <li key={step.name}>
            <b>{step.name}</b> <code>{step.use}</code>
            <span class="na"> {[step.why || step.state, step.forecast].filter((w) => w).join("; ")}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
