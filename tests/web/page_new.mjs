// New studies: the editor and a form, against made-up answers.

export async function testEditor(seen, base) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/new");
  await view.click("a:text-is('polymorphs')");
  await view.waitForSelector("text=No problems");
  const text = await view.inputValue("textarea");
  await view.fill("textarea", text.replace("trials", "trails"));
  await view.click("button[aria-label='Go to line 11, column 1']");
  const selected = await view.$eval("textarea", (a) => a.value.slice(a.selectionStart, a.selectionEnd));
  seen.check(selected === "trails", `a problem leads to its place: '${selected}'`);
  seen.check(await view.isVisible("text=did you mean 'trials'?"), "and tells the cure");
  seen.check(await view.isDisabled("button:text-is('Start')"), "what has problems does not start");
  await view.fill("textarea", text);
  await view.waitForSelector("text=What would run");
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\/started/);
  await view.waitForSelector(".verdict:has-text('Running')");
  seen.check(said.length === 0, `editor: the console is silent ${said.join("; ")}`);
  await context.close();
}

export async function testForm(seen, base, fixture) {
  const { context, view, said } = await seen.open(base);
  await view.goto(base + "#/new/polymorphs.search");
  await view.fill("#field-name", "by-form");
  await view.focus("#field-formula");
  await view.focus("#field-pressure");
  seen.check(await view.isVisible("text=formula is needed >> nth=0"), "what is needed is said where it is left empty");
  await view.fill("#field-formula", "TiO2");
  await view.fill("#field-pressure", "2000");
  seen.check(
    await view.isVisible(".wrong:has-text('must be between -10 and 1000 GPa')"),
    "a range is checked as it is typed",
  );
  seen.check(await view.isDisabled("button:text-is('Start')"), "and keeps the study from starting");
  await view.fill("#field-pressure", "20");
  await view.fill("#field-units", "2, 3");
  await view.selectOption("#field-energy", "eam");
  const [chooser] = await Promise.all([
    view.waitForEvent("filechooser"),
    view.click("button:has-text('Upload a file for file')"),
  ]);
  await chooser.setFiles({ name: "my.eam.fs", mimeType: "text/plain", buffer: Buffer.from("table") });
  await view.waitForFunction(() => document.querySelector("#field-energy-file").value === "uploads/my.eam.fs");
  seen.check(true, "a file is sent and named");
  await view.click("summary:has-text('More settings')");
  await view.selectOption("#field-symmetry", "random");
  seen.check(await view.isVisible("text=a space group drawn for each"), "a choice has its sentence");
  await view.click("button:has-text('Add to least')");
  await view.fill("#field-least-0--pair", "Ti-O");
  await view.fill("#field-least-0--distance", "1.5");
  await view.waitForSelector('pre:has-text(\'"distance":"1.5 angstrom"\')');
  const shown = await view.textContent("pre.study");
  seen.check(
    shown.includes('pressure = "20 GPa"') && shown.includes("units = [2,3]"),
    "the study file stands beside the form",
  );
  await seen.accessible(view, "form, filled in");
  await seen.picture(view, "form-filled");
  await view.click("button:text-is('Start'):enabled");
  await view.waitForURL(/#\/runs\/by-form/);
  await view.waitForSelector(".verdict:has-text('Running')");
  seen.check(fixture.runs.has("by-form"), "the form starts a run");
  seen.check(said.length === 0, `form: the console is silent ${said.join("; ")}`);
  await context.close();
}
