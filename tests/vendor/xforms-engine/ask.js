// Opens a form (or a saved record of it), gives answers, and tells what the engine shows.
async ([xml, saved, answers]) => {
  const {loadForm} = await import("/index.js");
  const form = await loadForm(xml, {fetchFormAttachment: async () => { throw new Error("none") }, missingResourceBehavior: "BLANK"});
  const config = {stateFactory: (state) => state};
  const data = () => { const parts = new FormData(); parts.set("xml_submission_file", new File([saved], "x.xml", {type: "text/xml"})); return parts; };
  const instance = saved ? await form.restoreInstance({data: [data()]}, config) : form.createInstance(config);
  const nodes = {};
  const walk = (node) => { nodes[node.currentState.reference] = node; (node.currentState.children || []).forEach(walk); };
  walk(instance.root);
  for (const [path, value] of Object.entries(answers)) {
    const node = nodes[path];
    if (node.nodeType === "select") node.selectValue(value); else node.setValue(BigInt(value));
  }
  const payload = await instance.root.prepareInstancePayload({payloadType: "monolithic"});
  const file = payload.data[0].get("xml_submission_file");
  const shown = (path) => String(nodes[path].currentState.instanceValue);
  return {
    week: [shown("/data/g_main/g_lf/ref_start"), shown("/data/g_main/g_lf/ref_end")],
    today: shown("/data/today"), age: shown("/data/g_id/age"), xml: await file.text(),
  };
}
